import { writeJson } from "../json";

/**
 * Text from outside (a name, a type, a reason, a key), isolated so that its direction does not affect the text around it.
 */
export function Name({ children, className }: { children: string; className?: string }) {
  return (
    <bdi dir="auto" className={className}>
      {children}
    </bdi>
  );
}

const place = "\uE000";

/** A sentence with an isolated name in it; `text` builds the sentence around a placeholder. */
export function NameInText({ text, name }: { text: (name: string) => string; name: string }) {
  const [before = "", ...after] = text(place).split(place);
  return (
    <>
      {before}
      <Name>{name}</Name>
      {after.join("")}
    </>
  );
}

/** Formatted JSON from outside, with each string isolated. */
export function JsonText({ value }: { value: unknown }) {
  let at = 0;
  return writeJson(value, 2)
    .split(/("(?:\\.|[^"\\])*")/)
    .map((part) => {
      at += part.length;
      return part.startsWith('"') ? <Name key={at}>{part}</Name> : part;
    });
}
