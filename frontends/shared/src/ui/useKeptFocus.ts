import { useEffect } from "react";

/** Long enough for dialogs to give the focus back, and for pages that move it themselves. */
const patienceMs = 150;
const places = "section, article, form, li, main, [role=dialog], [tabindex]";

function placesAround(element: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let one = element.parentElement; one; one = one.parentElement) if (one.matches(places)) found.push(one);
  return found;
}

/**
 * When the focused element disappears, or is disabled for a while, browsers leave the focus to the body: keyboards and
 * screen readers lose their place. It goes to the nearest place that is still there, or back to what is enabled again.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: HTMLElement | undefined;
    let around: HTMLElement[] = [];
    /** The same within the page itself, for when a dialog is gone and what opened it, too. */
    let onPage: HTMLElement[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;

    const isLost = () => last !== undefined && document.activeElement === document.body;

    function remember({ target }: FocusEvent) {
      if (!(target instanceof HTMLElement)) return;
      last = target;
      around = placesAround(target);
      if (target.closest("main")) onPage = around;
    }

    /** Whoever clicks beside everything means the body. */
    function forget() {
      last = undefined;
    }

    function restore() {
      if (!isLost() || !last) return;
      if (last.isConnected) {
        if (!last.matches(":disabled")) last.focus({ preventScroll: true });
        return;
      }
      const place = [...around, ...onPage].find((one) => one.isConnected) ?? document.querySelector("main");
      if (!place) return;
      if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    }

    const observer = new MutationObserver(() => {
      if (!isLost()) return;
      clearTimeout(timer);
      timer = setTimeout(restore, patienceMs);
    });
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    document.addEventListener("focusin", remember);
    document.addEventListener("pointerdown", forget);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
      document.removeEventListener("focusin", remember);
      document.removeEventListener("pointerdown", forget);
    };
  }, []);
}
