import { writeJson } from "../json";

/**
 * A text that somebody else wrote (a name, a type, a reason, a key), shown so that its direction is its own and does not
 * turn what stands beside it.
 */
export function Name({ children, className }: { children: string; className?: string }) {
  return (
    <bdi dir="auto" className={className}>
      {children}
    </bdi>
  );
}

const place = "\uE000";

/** A sentence with a name in it: `text` writes the sentence around the name's place. */
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

/** JSON that somebody else wrote, as people read it; each text in it keeps its direction to itself. */
export function JsonText({ value }: { value: unknown }) {
  let at = 0;
  return writeJson(value, 2)
    .split(/("(?:\\.|[^"\\])*")/)
    .map((part) => {
      at += part.length;
      return part.startsWith('"') ? <Name key={at}>{part}</Name> : part;
    });
}
