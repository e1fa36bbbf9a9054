import {
  addDays,
  addMonths,
  dayOf,
  EmptyState,
  ErrorAlert,
  endOf,
  fieldErrorsOf,
  formatDay,
  isCalendarDay,
  isolated,
  lengthOf,
  Name,
  RelativeTime,
  type Share,
  todayUtc,
  useLanguage,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Badge, Button, Card, Group, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import IconLink from "@tabler/icons-react/icons/IconLink";
import IconLinkOff from "@tabler/icons-react/icons/IconLinkOff";
import IconLinkPlus from "@tabler/icons-react/icons/IconLinkPlus";
import { type SyntheticEvent, useRef, useState } from "react";
import { Refusal } from "../Refusal";
import { ShownOnce } from "../ShownOnce";
import classes from "./Holder.module.css";
import { useHolderTexts } from "./texts";
import { useShare, useSwitchOff } from "./useHolder";

const longestLabel = 100;
const ends = ["week", "month", "year", "always", "day"] as const;
type End = (typeof ends)[number];

/** The links by which the holder shows everything to others. */
export function SharesCard({ shares, className }: { shares: Share[]; className: string }) {
  const texts = useHolderTexts().shares;
  const [isAdding, setIsAdding] = useState(false);
  const [asked, setAsked] = useState<{ share?: Share; isOpen: boolean }>({ isOpen: false });
  return (
    <Card component="section" aria-labelledby="shares-heading" className={className}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div style={{ flex: "1 1 18rem" }}>
            <Title order={2} size="h4" id="shares-heading">
              {texts.heading}
            </Title>
            <Text size="sm" c="dimmed" maw="60ch">
              {texts.intro}
            </Text>
          </div>
          <Button
            variant={shares.length === 0 ? "filled" : "default"}
            leftSection={<IconLinkPlus size={16} aria-hidden />}
            onClick={() => setIsAdding(true)}
          >
            {texts.add}
          </Button>
        </Group>
        {shares.length === 0 ? (
          <EmptyState order={3} icon={IconLink} title={texts.emptyTitle} text={texts.empty} />
        ) : (
          <ul className={classes.list} aria-labelledby="shares-heading">
            {shares.map((share) => (
              <ShareItem key={share.id} share={share} onSwitchOff={() => setAsked({ share, isOpen: true })} />
            ))}
          </ul>
        )}
      </Stack>
      <Dialog opened={isAdding} onClose={() => setIsAdding(false)} title={texts.add}>
        <ShareForm onDone={() => setIsAdding(false)} />
      </Dialog>
      <Dialog opened={asked.isOpen} onClose={() => setAsked({ ...asked, isOpen: false })} title={texts.switchOffTitle}>
        {asked.share && <SwitchOff share={asked.share} onDone={() => setAsked({ ...asked, isOpen: false })} />}
      </Dialog>
    </Card>
  );
}

function ShareItem({ share, onSwitchOff }: { share: Share; onSwitchOff: () => void }) {
  const texts = useHolderTexts().shares;
  const { language } = useLanguage();
  const { comma } = useSharedTexts().credential;
  const { label, expiresAt, switchedOffAt, opened, lastOpenedAt } = share;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  const works = switchedOffAt === null && !isOver;
  const name = label ?? texts.unnamed;
  return (
    <li>
      <Group justify="space-between" gap="sm">
        <div style={{ flex: "1 1 14rem", minWidth: 0 }}>
          <Text fw={600} className="kc-break">
            {label === null ? texts.unnamed : <Name>{label}</Name>}
          </Text>
          <Group gap="0.25rem 0.5rem">
            <Badge variant="light" size="md" color={works ? "teal" : "gray"}>
              {works ? texts.working : switchedOffAt !== null ? texts.off : texts.over}
            </Badge>
            <Text size="sm" c="dimmed" component="span">
              {works && (
                <>
                  {expiresAt === null ? texts.always : texts.untilDay(formatDay(dayOf(expiresAt), language))}
                  {" · "}
                </>
              )}
              {texts.opened(opened)}
              {lastOpenedAt !== null && (
                <>
                  {comma}
                  {texts.lastOpened} <RelativeTime at={lastOpenedAt} />
                </>
              )}
            </Text>
          </Group>
        </div>
        {works && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconLinkOff size={15} aria-hidden />}
            aria-label={texts.switchOffOf(isolated(name))}
            onClick={onSwitchOff}
          >
            {texts.switchOff}
          </Button>
        )}
      </Group>
    </li>
  );
}

function ShareForm({ onDone }: { onDone: () => void }) {
  const all = useHolderTexts();
  const texts = all.shares;
  const shared = useSharedTexts();
  const order = useShare();
  const [label, setLabel] = useState("");
  const [end, setEnd] = useState<End>("month");
  const [day, setDay] = useState("");
  const [faults, setFaults] = useState<{ label?: string; day?: string }>({});
  const labelInput = useRef<HTMLInputElement>(null);
  const dayInput = useRef<HTMLInputElement>(null);
  const refused = fieldErrorsOf(order.error);

  function create(event: SyntheticEvent) {
    event.preventDefault();
    if (order.isPending) return;
    const last = lastDayOf(end, day);
    const found = {
      ...(lengthOf(label.trim()) > longestLabel && { label: texts.errors.tooLong(longestLabel) }),
      ...(end === "day" && !(last && last > todayUtc()) && { day: texts.errors.day }),
    };
    setFaults(found);
    if (found.label) return labelInput.current?.focus();
    if (found.day) return dayInput.current?.focus();
    order.mutate({ label: label.trim() || null, expiresAt: last ? endOf(last) : null });
  }

  const link = order.data?.link;
  if (link !== undefined) {
    return <ShownOnce value={link} icon={<IconLink size={20} aria-hidden />} texts={texts} onDone={onDone} />;
  }
  return (
    <form onSubmit={create} noValidate>
      <Stack>
        <TextInput
          ref={labelInput}
          data-autofocus
          label={texts.label}
          description={texts.labelHint}
          placeholder={texts.labelExample}
          autoComplete="off"
          dir="auto"
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={faults.label ?? refused.label}
        />
        <NativeSelect
          label={texts.until}
          value={end}
          onChange={(event) => setEnd(event.currentTarget.value as End)}
          data={ends.map((one) => ({ value: one, label: texts.choices[one] }))}
          error={end === "day" ? undefined : refused.expiresAt}
        />
        {end === "day" && (
          <TextInput
            ref={dayInput}
            type="date"
            label={texts.day}
            required
            min={addDays(todayUtc(), 1)}
            max="9999-12-31"
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
            error={faults.day ?? refused.expiresAt}
          />
        )}
        {Object.keys(refused).length === 0 && (
          <Refusal error={order.error} title={all.refusedTitle} texts={{ tooMany: all.refusals.tooManyShares }} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {shared.cancel}
          </Button>
          <Button type="submit" loading={order.isPending} leftSection={<IconLinkPlus size={16} aria-hidden />}>
            {texts.create}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function lastDayOf(end: End, day: string): string | undefined {
  switch (end) {
    case "week":
      return addDays(todayUtc(), 7);
    case "month":
      return addMonths(todayUtc(), 1);
    case "year":
      return addMonths(todayUtc(), 12);
    case "day":
      return isCalendarDay(day) ? day : undefined;
    case "always":
      return undefined;
  }
}

function SwitchOff({ share, onDone }: { share: Share; onDone: () => void }) {
  const texts = useHolderTexts().shares;
  const shared = useSharedTexts();
  const order = useSwitchOff();
  return (
    <Stack>
      {share.label !== null && (
        <Text fw={600} className="kc-break">
          <Name>{share.label}</Name>
        </Text>
      )}
      <Text>{texts.switchOffText}</Text>
      {order.error && <ErrorAlert error={order.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {shared.cancel}
        </Button>
        <Button
          data-autofocus
          color="red"
          loading={order.isPending}
          leftSection={<IconLinkOff size={16} aria-hidden />}
          onClick={() =>
            order.mutate(share.id, {
              onSuccess: () => {
                onDone();
                // The button that opened the dialog is gone.
                setTimeout(() => document.querySelector("main")?.focus({ preventScroll: true }));
              },
            })
          }
        >
          {texts.switchOff}
        </Button>
      </Group>
    </Stack>
  );
}
