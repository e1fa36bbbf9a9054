import { Button } from "@mantine/core";
import IconShare2 from "@tabler/icons-react/icons/IconShare2";
import { lazy, Suspense, useRef, useState } from "react";
import { useTexts } from "../texts";
import type { Verdict } from "../verify/useVerdict";

const ShareDialog = lazy(() => import("./ShareDialog").then((module) => ({ default: module.ShareDialog })));

interface ShareButtonProps {
  id: string;
  link: string;
  verdict: Verdict;
}

/** Opens what is needed to pass a credential on, or to show it on one's own website. */
export function ShareButton(props: ShareButtonProps) {
  const texts = useTexts().verdict;
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        ref={button}
        leftSection={<IconShare2 size={16} aria-hidden />}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        {texts.share}
      </Button>
      {isOpen && (
        <Suspense>
          <ShareDialog
            {...props}
            onClose={() => {
              setIsOpen(false);
              // The dialog is unmounted at once, so it cannot return the focus itself.
              button.current?.focus();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
