import { ApiError, ErrorAlert } from "@kubecredential/shared";
import { Alert } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";

interface RefusalProps {
  error: Error | null;
  title: string;
  /** Sentences by the codes of the service's problem documents. */
  texts: Record<string, string>;
}

/** Why the service has refused something, in the app's words where there are any for the problem's code. */
export function Refusal({ error, title, texts }: RefusalProps) {
  if (!error) return null;
  const code = error instanceof ApiError ? (error.problem as { code?: unknown }).code : undefined;
  const text = typeof code === "string" && Object.hasOwn(texts, code) ? texts[code] : undefined;
  if (text === undefined) return <ErrorAlert error={error} />;
  return (
    <Alert role="alert" color="red" title={title} icon={<IconAlertTriangle size={20} aria-hidden />}>
      {text}
    </Alert>
  );
}
