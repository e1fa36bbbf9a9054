import { type IssuedCredential as Credential, EmptyState, isErased, isolated } from "@kubecredential/shared";
import { Button, Card, Stack, Text, Title } from "@mantine/core";
import IconCertificate from "@tabler/icons-react/icons/IconCertificate";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import { useEffect, useId, useRef, useState } from "react";
import { useWatch } from "react-hook-form";
import { IssuedCredential } from "../credentials/IssuedCredential";
import { LiveDelivery } from "../delivery/LiveDelivery";
import { useTexts } from "../texts";
import { isBegun } from "./draft";
import type { IssueForm as FormValues } from "./form";
import { IssueForm } from "./IssueForm";
import classes from "./IssuePage.module.css";
import { Preview } from "./Preview";
import { useIssueTexts } from "./texts";
import { UndoBar } from "./UndoBar";
import { useIssue } from "./useIssue";
import { useIssueForm } from "./useIssueForm";

const undoMs = 60_000;

/** What was issued here, and with which form. */
interface Issued {
  credential: Credential;
  form: FormValues;
  /** Until when it can be undone; undefined once that is over. */
  until?: number;
}

export function IssuePage() {
  const texts = useTexts();
  const own = useIssueTexts();
  const element = useRef<HTMLFormElement>(null);
  const issue = useIssue();
  const { form, empty, isRestored, begin, type, registered, isRefused } = useIssueForm(element);
  const formId = useId();
  const [issued, setIssued] = useState<Issued[]>([]);
  const [undone, setUndone] = useState<FormValues>();
  const [notice, setNotice] = useState(isRestored ? own.kept.restored : "");
  const [isPreviewAsked, setIsPreviewAsked] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const preview = useRef<HTMLHeadingElement>(null);
  const values = useWatch({ control: form.control, compute: (all: FormValues) => all });
  const last = issued[0];
  const lastId = last?.credential.id;
  // Who sees the bar with the countdown need not be told.
  const isInBar = notice.endsWith(own.undo.canUndo);
  const isPreview = values.holderName.trim() !== "" || (!last && values.credentialType.trim() !== "");

  // On a phone the card is below the form, and screen reader users need to know it is there.
  useEffect(() => {
    if (lastId) show(heading.current);
  }, [lastId]);

  function onIssued(credential: Credential, sent: FormValues) {
    setIssued((before) => [{ credential, form: sent, until: Date.now() + undoMs }, ...before]);
    setIsPreviewAsked(false);
    setUndone(undefined);
    setNotice(`${own.undo.issued(isolated(credential.holderName))} ${own.undo.canUndo}`);
  }

  function onUndone(of: Issued, credential: Credential) {
    setIssued((before) => before.map((one) => (one === of ? { ...one, credential, until: undefined } : one)));
    const done = own.undo.done(isolated(credential.holderName));
    if (isBegun(form.getValues())) {
      setUndone(of.form);
      return setNotice(done);
    }
    refill(of.form);
    setNotice(`${done} ${own.undo.refilled}`);
  }

  function refill(values: FormValues) {
    begin(values);
    setUndone(undefined);
    setNotice(own.undo.refilled);
    focusHolder();
  }

  function focusHolder() {
    // A form that begins anew knows its fields once it is rendered.
    setTimeout(() => form.setFocus("holderName"));
  }

  function clear() {
    begin(empty);
    issue.reset();
    setUndone(undefined);
    setIsPreviewAsked(false);
    setNotice(own.kept.cleared);
    focusHolder();
  }

  return (
    <>
      <title>{texts.pageTitle(texts.issue.title)}</title>
      <Title order={1} size="h2" className="kc-no-print">
        {texts.issue.title}
      </Title>
      <Text c="dimmed" mb="lg" className="kc-no-print">
        {texts.issue.intro} {own.kept.hint}
      </Text>
      <div className={classes.columns}>
        <Card className="kc-no-print">
          <IssueForm
            id={formId}
            element={element}
            form={form}
            empty={empty}
            type={type}
            registered={registered}
            isRefused={isRefused}
            issue={issue}
            onBegin={begin}
            onIssued={onIssued}
            onPreview={() => {
              setIsPreviewAsked(true);
              // After the card has become one that can be issued.
              setTimeout(() => show(preview.current));
            }}
            onClear={clear}
          />
        </Card>
        <section className={classes.result} aria-label={isPreview ? own.preview.heading : texts.result.issued}>
          <Stack>
            {/* Always rendered: screen readers announce only what is added to an existing live region. */}
            <Text
              size="sm"
              component="div"
              role="status"
              className={isInBar ? "kc-visually-hidden" : `kc-no-print ${classes.notice}`}
            >
              {notice}
            </Text>
            {undone && (
              <Button size="xs" variant="default" onClick={() => refill(undone)} style={{ alignSelf: "flex-start" }}>
                {own.undo.refill}
              </Button>
            )}
            {issued.map(
              (one) =>
                one.until && (
                  <UndoBar
                    key={one.credential.id}
                    credential={one.credential}
                    until={one.until}
                    onUndone={(credential) => !isErased(credential) && onUndone(one, credential)}
                    onOver={(hadFocus) => {
                      setIssued((before) =>
                        before.map((some) => (some === one ? { ...some, until: undefined } : some)),
                      );
                      if (hadFocus) focusHolder();
                    }}
                  />
                ),
            )}
            {isPreview ? (
              <Preview
                form={values}
                type={type}
                registered={registered}
                headingRef={preview}
                formId={isPreviewAsked ? formId : undefined}
                isIssuing={issue.isPending}
              />
            ) : last ? (
              <>
                <IssuedCredential
                  key={last.credential.id}
                  credential={last.credential}
                  headingRef={heading}
                  linkToDetails
                >
                  <LiveDelivery credentialId={last.credential.id} />
                </IssuedCredential>
                <Button
                  className="kc-no-print"
                  variant="light"
                  leftSection={<IconPlus size={16} aria-hidden />}
                  onClick={() => form.setFocus("holderName")}
                >
                  {texts.result.another}
                </Button>
              </>
            ) : (
              <Card className={classes.empty}>
                <EmptyState icon={IconCertificate} title={texts.result.emptyTitle} text={texts.result.empty} />
              </Card>
            )}
          </Stack>
        </section>
      </div>
    </>
  );
}

function show(heading: HTMLElement | null) {
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "center", behavior: "smooth" });
}
