import { Tooltip } from "@mantine/core";
import { type CSSProperties, useCallback, useState } from "react";
import classes from "./Clamped.module.css";

interface ClampedProps {
  /** Text from outside, such as a name. */
  children: string;
  lines?: number;
  /** Within a link, the link has the focus. */
  isInLink?: boolean;
}

/** A long text in few lines, with all of it on hover and focus. Screen readers read it all anyway. */
export function Clamped({ children, lines = 2, isInLink = false }: ClampedProps) {
  const [isCut, setIsCut] = useState(false);
  const [isPointedAt, setIsPointedAt] = useState(false);

  const watch = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return;
      const measure = () => setIsCut(element.scrollHeight > element.clientHeight + 1);
      const observer = new ResizeObserver(measure);
      observer.observe(element);
      measure();
      // In a link, only the link gets the focus.
      const target = (isInLink && element.closest("a")) || element;
      const show = () => setIsPointedAt(true);
      const hide = () => setIsPointedAt(false);
      for (const name of ["focus", "mouseenter"]) target.addEventListener(name, show);
      for (const name of ["blur", "mouseleave"]) target.addEventListener(name, hide);
      return () => {
        observer.disconnect();
        for (const name of ["focus", "mouseenter"]) target.removeEventListener(name, show);
        for (const name of ["blur", "mouseleave"]) target.removeEventListener(name, hide);
      };
    },
    [isInLink],
  );

  return (
    <Tooltip
      label={<bdi>{children}</bdi>}
      opened={isCut && isPointedAt}
      multiline
      maw={360}
      style={{ overflowWrap: "anywhere" }}
    >
      <bdi
        ref={watch}
        dir="auto"
        className={classes.text}
        style={{ "--lines": lines } as CSSProperties}
        // The keyboard has to reach what is cut.
        tabIndex={isCut && !isInLink ? 0 : undefined}
      >
        {children}
      </bdi>
    </Tooltip>
  );
}
