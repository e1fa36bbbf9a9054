import {
  type AnyCredential,
  type Correction,
  dataOf,
  ErrorAlert,
  isErased,
  issuanceApi,
  useSharedTexts,
} from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Alert, Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useRecord } from "../credentials/useRecord";
import { possibleActions } from "../lifecycle/actions";
import { ReplaceDialog } from "../lifecycle/ReplaceDialog";
import { codeOf, Refusal } from "../Refusal";
import { useCorrectionTexts } from "./texts";
import { useAnswer } from "./useCorrections";

interface ReplaceAndAnswerProps {
  correction: Correction;
  onClose: () => void;
  onDone: () => void;
}

/** Replaces the credential with one that has the name as the holder wants it, and tells the holder. */
export function ReplaceAndAnswer({ correction, onClose, onDone }: ReplaceAndAnswerProps) {
  const texts = useCorrectionTexts();
  const shared = useSharedTexts();
  const { id, credentialId, proposed } = correction;
  const credential = useQuery<AnyCredential>({
    queryKey: ["credential", credentialId],
    queryFn: ({ signal }) =>
      dataOf(issuanceApi.GET("/api/v1/credentials/{id}", { params: { path: { id: credentialId } }, signal })),
  });
  const record = useRecord(credentialId);
  const answer = useAnswer(id);
  const [successor, setSuccessor] = useState<string>();
  const { data } = credential;
  const newer = data?.status.supersededBy ?? undefined;

  function tell(replacedBy: string) {
    answer.mutate({ decision: "corrected", note: null, replacedBy }, { onSuccess: onDone });
  }

  if (successor !== undefined) {
    return (
      <Dialog opened onClose={onClose} title={texts.replace}>
        <Stack>
          {answer.error && codeOf(answer.error) !== "answered" && (
            <Alert color="orange" title={texts.unansweredTitle} icon={<IconAlertTriangle size={20} aria-hidden />}>
              {texts.unanswered}
            </Alert>
          )}
          {answer.error ? (
            <Refusal
              error={answer.error}
              title={texts.refusedTitle}
              texts={texts.refusals}
              onRetry={() => tell(successor)}
              retrying={answer.isPending}
            />
          ) : (
            <Skeleton h={80} role="status" aria-label={texts.answering} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shared.close}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    );
  }
  if (data && !isErased(data) && possibleActions(data).includes("replace") && !record.isPending) {
    return (
      <ReplaceDialog
        credential={data}
        record={record.data}
        proposed={{ holderName: proposed, reason: "error" }}
        onClose={onClose}
        onDone={({ successor: next }) => {
          if (!next) return;
          setSuccessor(next.id);
          tell(next.id);
        }}
      />
    );
  }
  return (
    <Dialog opened onClose={onClose} title={texts.replace}>
      <Stack>
        {credential.error ? (
          <ErrorAlert error={credential.error} onRetry={() => credential.refetch()} retrying={credential.isFetching} />
        ) : newer !== undefined ? (
          <>
            <Text>{texts.replaced}</Text>
            <Anchor renderRoot={(props) => <Link to="/credentials/$id" params={{ id: newer }} {...props} />}>
              {texts.successor}
            </Anchor>
          </>
        ) : data && !record.isPending ? (
          <Text>{texts.gone}</Text>
        ) : (
          <Skeleton h={160} role="status" aria-label={texts.credentialLoading} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.close}
          </Button>
          {newer !== undefined ? (
            <Button
              onClick={() => {
                setSuccessor(newer);
                tell(newer);
              }}
            >
              {texts.tell}
            </Button>
          ) : (
            data && (
              <Button renderRoot={(props) => <Link to="/credentials/$id" params={{ id: credentialId }} {...props} />}>
                {texts.openCredential}
              </Button>
            )
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
