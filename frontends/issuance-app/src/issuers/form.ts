import { hostOf, type Issuer, lengthOf } from "@kubecredential/shared";
import { z } from "zod/mini";
import { isEmail, longestEmail, nameSchema } from "../issue/form";
import type { Texts } from "../texts";
import { longestName } from "./issuerSearch";

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

const longestWebsite = 300;
const longestSlug = 64;

/** The address in ASCII, as the service takes it; undefined if it is none. */
function addressIn(text: string): string | undefined {
  if (!hostOf(text)) return undefined;
  const { href, username, password } = new URL(text);
  return username === "" && password === "" && href.length <= longestWebsite ? href : undefined;
}

/** The API's rules, so that most mistakes show before the form is submitted. */
export function profileSchema({ issuers, issue }: Texts) {
  return z.object({
    website: z.string().check(
      z.trim(),
      z.refine((value) => value === "" || addressIn(value) !== undefined, issuers.errors.website),
    ),
    contact: z.string().check(
      z.trim(),
      z.refine((value) => lengthOf(value) <= longestEmail, issue.errors.tooLong(longestEmail)),
      z.refine((value) => value === "" || isEmail(value), issuers.errors.email),
    ),
  });
}

export function registrationSchema(texts: Texts) {
  return z.extend(profileSchema(texts), {
    name: nameSchema(longestName, texts.issuers.errors.name, texts.issue.errors),
    slug: z.string().check(
      z.trim(),
      z.refine(
        (value) => value === "" || (value.length <= longestSlug && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)),
        texts.issuers.errors.slug,
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
