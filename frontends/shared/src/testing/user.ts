import userEvent, { type UserEvent } from "@testing-library/user-event";

const fewLetters = 3;

/**
 * A user of a page in a test. Longer texts are pasted: typed, every letter renders the page anew, which takes minutes in all. Texts with keys such as `{Enter}` are typed, and so are short ones.
 */
export function setupUser(): UserEvent {
  const user = userEvent.setup();
  return {
    ...user,
    type: async (element, text, options) => {
      if (text.length <= fewLetters || options || /[{[]/.test(text)) return user.type(element, text, options);
      await user.click(element);
      await user.paste(text);
    },
  };
}
