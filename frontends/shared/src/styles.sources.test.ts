import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = `${import.meta.dirname}/../../`;
const mantine = `${root}node_modules/@mantine/core/`;
const components = `${mantine}esm/components/`;
const folders = readdirSync(components);
const styles = new Set(readdirSync(`${mantine}styles`));

function filesIn(folder: string, end: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => end.test(file))
    .map((file) => readFileSync(`${folder}/${file}`, "utf8"));
}

/** Mantine's components that an app uses, and those that they are made of. */
function componentsOf(app: string): Set<string> {
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name) || !folders.includes(name)) return;
    found.add(name);
    for (const source of filesIn(components + name, /\.mjs$/)) {
      for (const [, other = ""] of source.matchAll(/from "(?:\.\.\/)+([A-Z]\w+)\//g)) add(other);
    }
  };
  const sources = ["shared", app].flatMap((part) => filesIn(`${root}${part}/src`, /(?<!\.test)\.tsx?$/));
  for (const source of sources) {
    for (const [, names = ""] of source.matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)) {
      for (const name of names.split(",")) add(name.trim().replace(/ as .*$/, ""));
    }
  }
  return found;
}

function importedIn(...files: string[]): string[] {
  return files.flatMap((file) =>
    [...readFileSync(`${import.meta.dirname}/${file}`, "utf8").matchAll(/styles\/(\w+)\.layer\.css/g)].map(
      ([, name = ""]) => name,
    ),
  );
}

test.each([
  // Of the combobox it has only the arrow of the field with the languages.
  ["verification-app", ["styles.css"], ["Popover", "Checkbox"]],
  ["issuance-app", ["styles.css", "forms.css"], []],
])("%s has the styles of every component that it uses", (app, files, unseen) => {
  const used = componentsOf(app);
  expect(used.size).toBeGreaterThan(20);
  const imported = importedIn(...files);
  const missing = [...used].filter((name) => styles.has(`${name}.layer.css`) && !imported.includes(name));
  expect(missing).toEqual(unseen);
});
