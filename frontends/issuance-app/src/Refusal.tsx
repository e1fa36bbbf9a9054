import { ApiError, ErrorAlert } from "@kubecredential/shared";
import { Alert } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";

interface RefusalProps {
  error: Error | null;
  title: string;
  /** Sentences by the codes of the service's problem documents. */
  texts: Record<string, string>;
  /** Offered for what the app has no words for: a rule that is broken stays broken. */
  onRetry?: () => void;
  retrying?: boolean;
}

/** The code of the service's problem document, if there is one. */
export function codeOf(error: Error | null): string | undefined {
  const code: unknown = error instanceof ApiError ? error.problem.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Why the service has refused something, in the app's words where there are any for the problem's code. */
export function Refusal({ error, title, texts, onRetry, retrying }: RefusalProps) {
  if (!error) return null;
  const code = codeOf(error);
  const text = code !== undefined && Object.hasOwn(texts, code) ? texts[code] : undefined;
  if (text === undefined) return <ErrorAlert error={error} onRetry={onRetry} retrying={retrying} />;
  return (
    <Alert role="alert" color="red" title={title} icon={<IconAlertTriangle size={20} aria-hidden />}>
      {text}
    </Alert>
  );
}
