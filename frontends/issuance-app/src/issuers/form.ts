import { hostOf, type Issuer, lengthOf } from "@kubecredential/shared";
import { z } from "zod/mini";
import { isEmail, longestEmail, nameSchema } from "../issue/form";
import type { Texts } from "../texts";
import { longestName } from "./issuerSearch";
import type { IssuerTexts } from "./texts";

export interface ProfileForm {
  website: string;
  contact: string;
}

export interface RegistrationForm extends ProfileForm {
  name: string;
  slug: string;
}

/** The body of a request to change a profile: what is left out is removed. */
export interface Profile {
  website?: string;
  contact?: string;
}

export interface Registration extends Profile {
  name: string;
  slug?: string;
}

/** The texts for the rules that hold for all names. */
type Rules = Texts["issue"]["errors"];

const longestWebsite = 300;
const longestSlug = 64;

/** The address in ASCII, as the service takes it; undefined if it is none. */
function addressIn(text: string): string | undefined {
  if (!hostOf(text)) return undefined;
  const { href, username, password } = new URL(text);
  return username === "" && password === "" && href.length <= longestWebsite ? href : undefined;
}

/** The API's rules, so that most mistakes show before the form is submitted. */
export function profileSchema(texts: IssuerTexts, rules: Rules) {
  return z.object({
    website: z.string().check(
      z.trim(),
      z.refine((value) => value === "" || addressIn(value) !== undefined, texts.errors.website),
    ),
    contact: z.string().check(
      z.trim(),
      z.refine((value) => lengthOf(value) <= longestEmail, rules.tooLong(longestEmail)),
      z.refine((value) => value === "" || isEmail(value), texts.errors.email),
    ),
  });
}

export function registrationSchema(texts: IssuerTexts, rules: Rules) {
  return z.extend(profileSchema(texts, rules), {
    name: nameSchema(longestName, texts.errors.name, rules),
    slug: z.string().check(
      z.trim(),
      z.refine(
        (value) => value === "" || (value.length <= longestSlug && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)),
        texts.errors.slug,
      ),
    ),
  });
}

export function formOf({ website, contact }: Issuer): ProfileForm {
  return { website: website ?? "", contact: contact ?? "" };
}

export function toProfile({ website, contact }: ProfileForm): Profile {
  return { ...(website !== "" && { website: addressIn(website) ?? website }), ...(contact !== "" && { contact }) };
}

export function toRegistration({ name, slug, ...profile }: RegistrationForm): Registration {
  return { name, ...(slug !== "" && { slug }), ...toProfile(profile) };
}
