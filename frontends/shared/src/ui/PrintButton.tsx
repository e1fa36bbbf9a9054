import { Button, type ButtonProps } from "@mantine/core";
import IconPrinter from "@tabler/icons-react/icons/IconPrinter";
import { useSharedTexts } from "../texts";

export function PrintButton(props: ButtonProps) {
  return (
    <Button variant="default" {...props} leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>
      {useSharedTexts().print}
    </Button>
  );
}
