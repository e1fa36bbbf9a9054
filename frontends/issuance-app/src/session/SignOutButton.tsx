import { ErrorAlert } from "@kubecredential/shared";
import { Button, Stack } from "@mantine/core";
import IconLogout from "@tabler/icons-react/icons/IconLogout";
import { useMutation } from "@tanstack/react-query";
import { useSignedIn } from "./useSession";

export function SignOutButton({ label }: { label: string }) {
  const { signOut } = useSignedIn();
  const order = useMutation({ mutationFn: signOut });
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        leftSection={<IconLogout size={16} aria-hidden />}
        onClick={() => order.mutate()}
        loading={order.isPending}
      >
        {label}
      </Button>
      {order.error && <ErrorAlert error={order.error} />}
    </Stack>
  );
}
