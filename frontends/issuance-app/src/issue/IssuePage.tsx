import { type IssuedCredential as Credential, EmptyState } from "@kubecredential/shared";
import { Button, Card, Stack, Text, Title } from "@mantine/core";
import IconCertificate from "@tabler/icons-react/icons/IconCertificate";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import { useEffect, useRef, useState } from "react";
import { IssuedCredential } from "../credentials/IssuedCredential";
import { LiveDelivery } from "../delivery/LiveDelivery";
import { useTexts } from "../texts";
import { IssueForm, type IssueFormHandle } from "./IssueForm";
import classes from "./IssuePage.module.css";

export function IssuePage() {
  const texts = useTexts();
  const [issued, setIssued] = useState<Credential>();
  const form = useRef<IssueFormHandle>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  // On a phone the card is below the form, and screen reader users need to know it is there.
  useEffect(() => {
    if (!issued) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "center", behavior: "smooth" });
  }, [issued]);

  return (
    <>
      <title>{texts.pageTitle(texts.issue.title)}</title>
      <Title order={1} size="h2" className="kc-no-print">
        {texts.issue.title}
      </Title>
      <Text c="dimmed" mb="lg" className="kc-no-print">
        {texts.issue.intro}
      </Text>
      <div className={classes.columns}>
        <Card className="kc-no-print">
          <IssueForm ref={form} onIssued={setIssued} />
        </Card>
        <section className={classes.result} aria-label={texts.result.issued}>
          {issued ? (
            <Stack>
              <IssuedCredential key={issued.id} credential={issued} headingRef={heading} linkToDetails>
                <LiveDelivery credentialId={issued.id} />
              </IssuedCredential>
              <Button
                className="kc-no-print"
                variant="light"
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => form.current?.focusHolder()}
              >
                {texts.result.another}
              </Button>
            </Stack>
          ) : (
            <Card className={classes.empty}>
              <EmptyState icon={IconCertificate} title={texts.result.emptyTitle} text={texts.result.empty} />
            </Card>
          )}
        </section>
      </div>
    </>
  );
}
