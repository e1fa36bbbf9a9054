import { Certificate, certificateFields, type DocumentAnswer, dayOf } from "@kubecredential/shared";
import { Button } from "@mantine/core";
import IconExternalLink from "@tabler/icons-react/icons/IconExternalLink";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { LookOf, Unshown } from "../verify/CertificateView";
import { hasIdForm } from "../verify/parseInput";
import classes from "../verify/VerdictView.module.css";

/** What a credential of a registered type says of its holder. */
interface Subject {
  name?: unknown;
  credentialType?: unknown;
  metadata?: Record<string, unknown> | null;
}

/**
 * A document of this system's own issuers as the certificate that it is. Anything else is shown as what it says, and so is
 * what was not signed by whom it names.
 */
export function DocumentCertificate({ answer }: { answer: DocumentAnswer }) {
  const texts = useTexts().paper;
  const { document, certificate, isValid } = answer;
  const issuer = document?.issuer;
  const subject = (document?.content as { credentialSubject?: Subject } | null | undefined)?.credentialSubject;
  if (!certificate || issuer?.standing !== "own" || typeof issuer.name !== "string" || !document?.validFrom)
    return null;
  if (typeof subject?.name !== "string" || typeof subject.credentialType !== "string") return null;
  const { name, credentialType, metadata } = subject;
  const id = (document.id ?? "").replace(/^urn:uuid:/, "");
  return (
    <LookOf look={certificate} issuer={undefined}>
      {({ design, texts: shown }) => (
        <Certificate
          title={shown?.title || credentialType}
          description={shown?.description}
          language={shown?.language}
          holderName={name}
          issuerName={issuer.name ?? ""}
          dates={{
            issued: dayOf(document.validFrom ?? ""),
            validUntil: document.validUntil && dayOf(document.validUntil),
          }}
          fields={certificateFields(metadata, shown?.fields)}
          design={design}
          muted={!isValid}
          className={classes.certificate}
        >
          <Unshown look={certificate} />
          {hasIdForm(id) && (
            <div className="kc-no-print">
              <Button
                variant="default"
                size="sm"
                leftSection={<IconExternalLink size={16} aria-hidden />}
                renderRoot={(props) => <Link to="/v/$id" params={{ id }} {...props} />}
              >
                {texts.publicPage}
              </Button>
            </div>
          )}
        </Certificate>
      )}
    </LookOf>
  );
}
