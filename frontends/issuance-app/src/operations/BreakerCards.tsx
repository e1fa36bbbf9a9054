import { type Circuit, ErrorAlert, Name, RelativeTime } from "@kubecredential/shared";
import { Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconPlayerPlay from "@tabler/icons-react/icons/IconPlayerPlay";
import IconPlayerStop from "@tabler/icons-react/icons/IconPlayerStop";
import { useEffect, useState } from "react";
import { useQueues } from "../live/useLive";
import { useTexts } from "../texts";
import { ConfirmDialog } from "./ConfirmDialog";
import type { Service } from "./queueChoice";
import { useIssuerStats, useSetCircuit, useVerifierStats } from "./useOperations";

const colors: Record<Circuit["state"], string> = {
  closed: "teal",
  open: "red",
  "half-open": "yellow",
  isolated: "orange",
};

/** Both services' circuit breakers, with buttons to stop and resume. */
export function BreakerCards() {
  const texts = useTexts().operations.breaker;
  const issuer = useIssuerStats();
  const verifier = useVerifierStats();
  const live = useQueues()?.circuitBreaker;
  return (
    <Stack gap="lg">
      <Breaker
        service="issuer"
        title={texts.publishing}
        behind={texts.redis}
        circuit={live ?? issuer.data?.circuitBreaker}
        error={issuer.error}
        onRetry={() => issuer.refetch()}
      />
      <Breaker
        service="verifier"
        title={texts.consuming}
        behind={texts.database}
        circuit={verifier.data?.circuitBreaker}
        further={verifier.data && { behind: texts.redisReading, circuit: verifier.data.redisCircuitBreaker }}
        error={verifier.error}
        onRetry={() => verifier.refetch()}
      />
    </Stack>
  );
}

interface BreakerProps {
  service: Service;
  title: string;
  behind: string;
  circuit: Circuit | undefined;
  further?: { behind: string; circuit: Circuit };
  error: Error | null;
  onRetry: () => void;
}

function Breaker({ service, title, behind, circuit, further, error, onRetry }: BreakerProps) {
  const texts = useTexts().operations.breaker;
  const order = useSetCircuit(service);
  const [asked, setAsked] = useState(false);
  const stopped = circuit?.state === "isolated";
  const action = stopped ? "close" : "isolate";
  const heading = `breaker-${service}`;
  return (
    <Card component="section" aria-labelledby={heading}>
      <Group justify="space-between" align="flex-start" mb="xs">
        <Title order={2} size="h4" id={heading}>
          {title}
        </Title>
        {circuit && (
          <Button
            size="xs"
            variant={stopped ? "filled" : "default"}
            leftSection={stopped ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerStop size={14} aria-hidden />}
            onClick={() => setAsked(true)}
          >
            {texts[action]}
          </Button>
        )}
      </Group>
      {circuit ? (
        <Stack gap="sm">
          <CircuitState behind={behind} circuit={circuit} meaning={texts.meanings[service][circuit.state]} />
          {further && (
            <CircuitState
              behind={further.behind}
              circuit={further.circuit}
              meaning={texts.meanings.reading[further.circuit.state]}
            />
          )}
        </Stack>
      ) : error ? (
        <ErrorAlert error={error} onRetry={onRetry} />
      ) : (
        <Skeleton h={64} />
      )}
      <ConfirmDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={texts.confirm[service][action].title}
        text={texts.confirm[service][action].text}
        action={texts[action]}
        danger={!stopped}
        reason="required"
        order={order}
        onConfirm={(reason, done) => order.mutate({ action, reason }, { onSuccess: done })}
      />
    </Card>
  );
}

function CircuitState({ behind, circuit, meaning }: { behind: string; circuit: Circuit; meaning?: string }) {
  const texts = useTexts().operations.breaker;
  return (
    <div>
      <Group gap="xs" role="status" aria-label={behind}>
        <Text size="sm" fw={600}>
          {behind}
        </Text>
        <Badge variant="light" color={colors[circuit.state]}>
          {texts.states[circuit.state]}
        </Badge>
      </Group>
      {meaning && (
        <Text size="sm" c="dimmed">
          {meaning}
        </Text>
      )}
      {circuit.state === "open" && circuit.nextProbeAt && (
        <Text size="sm">
          <Countdown until={circuit.nextProbeAt} />
        </Text>
      )}
      {circuit.lastError && (
        <Text size="xs" c="dimmed" className="kc-break" component="div">
          {texts.lastError}: <Name>{circuit.lastError}</Name>
          {circuit.lastErrorAt && (
            <>
              , <RelativeTime at={circuit.lastErrorAt} />
            </>
          )}
        </Text>
      )}
    </div>
  );
}

function Countdown({ until }: { until: string }) {
  const texts = useTexts().operations.breaker;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000));
  return seconds > 0 ? texts.probeIn(seconds) : texts.probing;
}
