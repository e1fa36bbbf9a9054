import { ErrorAlert, saveBlob } from "@kubecredential/shared";
import { Box, Button } from "@mantine/core";
import IconFileCertificate from "@tabler/icons-react/icons/IconFileCertificate";
import { useTexts } from "../texts";
import { type ReportSubject, useReport, useReportsOffered } from "./useReport";

/** Downloads a signed report of the verification; shown only where the verifier makes them. */
export function ReportButton({ subject }: { subject: ReportSubject }) {
  const texts = useTexts().report;
  const isOffered = useReportsOffered();
  const { mutate, isPending, isSuccess, error } = useReport(subject);
  if (!isOffered) return null;
  const download = () => mutate(undefined, { onSuccess: ({ file, name }) => saveBlob(file, name) });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileCertificate size={16} aria-hidden />}
        onClick={download}
        loading={isPending}
      >
        {texts.download}
      </Button>
      <span role="status" className="kc-visually-hidden">
        {isPending ? texts.making : isSuccess ? texts.done : ""}
      </span>
      {error && (
        <Box w="100%">
          <ErrorAlert error={error} onRetry={download} retrying={isPending} />
        </Box>
      )}
    </>
  );
}
