\set n random(1, 9000000000000000)
BEGIN;
INSERT INTO credentials (id, content_hash, content_salt, holder_key, expiry_date, standing, content, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
  VALUES (md5('c' || :n::text)::uuid, md5('t' || :n::text) || md5('u' || :n::text), md5('s' || :n::text), 'Holder ' || :n::text, '2031-12-31', 1, '{"id":"01a20fae-7de5-79af-9fc5-812dae3a07b3","holderName":"Ada Lovelace","credentialType":"Bachelor of Science","issueDate":"2026-11-24","expiryDate":"2031-12-31","issuerName":"University of London","metadata":{"gpa":3.9,"course":"Computer Science"},"workerId":"vm-23913","timestamp":"2026-11-24T22:30:23.461Z","issuedBy":"worker-vm-23913"}',
    'Holder ' || :n::text, 'Bachelor of Science', 'University of London', now(), 1, md5('e' || :n::text)::uuid, 'active', 'holder ' || :n::text, 'bachelor of science', 'university of london');
INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, status, key_id, signature)
  VALUES (md5('e' || :n::text)::uuid, md5('c' || :n::text)::uuid, 1, 'CREDENTIAL_ISSUED', now(), md5('t' || :n::text), '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    '{"state":"active","since":"2026-11-24T22:30:23.461Z"}', 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg');
COMMIT;
