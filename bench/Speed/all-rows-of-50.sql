\set n random(1, 9000000000000000)
WITH t AS MATERIALIZED (
  SELECT gen_random_uuid() AS id, gen_random_uuid() AS event_id, n FROM generate_series(:n::bigint, :n::bigint + 49) AS n
), c AS (
  INSERT INTO credentials (id, content_hash, content_salt, holder_key, expiry_date, standing, content, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
  SELECT id, md5('t' || n) || md5('u' || n), md5('s' || n), 'Holder ' || n, '2031-12-31', 1, '{"id":"01a20fae-7de5-79af-9fc5-812dae3a07b3","holderName":"Ada Lovelace","credentialType":"Bachelor of Science","issueDate":"2026-11-24","expiryDate":"2031-12-31","issuerName":"University of London","metadata":{"gpa":3.9,"course":"Computer Science"},"workerId":"vm-23913","timestamp":"2026-11-24T22:30:23.461Z","issuedBy":"worker-vm-23913"}',
    'Holder ' || n, 'Bachelor of Science', 'University of London', now(), 1, event_id, 'active', 'holder ' || n, 'bachelor of science', 'university of london' FROM t
), e AS (
  INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, status, key_id, signature)
  SELECT event_id, id, 1, 'CREDENTIAL_ISSUED', now(), md5('t' || n), '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    '{"state":"active","since":"2026-11-24T22:30:23.461Z"}', 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
  FROM t
), o AS (
  INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at) SELECT event_id, id, 1, 0, now(), now() FROM t
)
INSERT INTO audit_entries (occurred_at, action, outcome, actor, worker_id, credential_id, event_id, correlation_id, trace_id)
SELECT now(), 'credential.issued', 'done', 'anonymous', 'pgbench', id, event_id, md5('t' || n), '0123456789abcdef0123456789abcdef' FROM t;
