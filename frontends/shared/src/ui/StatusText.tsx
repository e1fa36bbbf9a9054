import type { CredentialStatus, StatusReason } from "../api/client";
import { useLanguage } from "../i18n";
import { isSupersededLater } from "../status";
import { useSharedTexts } from "../texts";
import { dayOf, formatDay } from "../time";

/** A status in words: what it is, since when, and the public reason. */
export function StatusText({ status }: { status: CredentialStatus }) {
  return useStatusText(status);
}

export function useStatusText(status: CredentialStatus): string {
  const texts = useSharedTexts().status;
  const { language } = useLanguage();
  const isLater = isSupersededLater(status);
  const day = formatDay(dayOf(status.since), language);
  const since = texts.since[isLater ? "supersededLater" : status.state]?.(day) ?? day;
  const reason = status.reason && (texts.reasons[status.reason as StatusReason] ?? status.reason);
  const what = isLater ? since : `${texts.standings[status.state] ?? status.state}. ${since}`;
  return `${what}.${reason ? ` ${texts.reason}: ${reason}.` : ""}`;
}
