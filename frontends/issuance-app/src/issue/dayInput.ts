/** The input of a day, for what React does not know of it. The name has no quotes. */
export function dayInput(form: HTMLFormElement | null, name: string): HTMLInputElement | null {
  return form?.querySelector(`input[type=date][name="${name}"]`) ?? null;
}
