import { Anchor } from "@mantine/core";
import IconArrowLeft from "@tabler/icons-react/icons/IconArrowLeft";
import { Link } from "@tanstack/react-router";
import { useBatchTexts } from "./texts";

export function BackToBatches() {
  return (
    <Anchor
      mb="md"
      display="inline-flex"
      style={{ alignItems: "center", gap: 4 }}
      renderRoot={(props) => <Link to="/batches" activeOptions={{ exact: true }} {...props} />}
    >
      <IconArrowLeft size={16} aria-hidden />
      {useBatchTexts().form.back}
    </Anchor>
  );
}
