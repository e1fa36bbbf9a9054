import { Card, Text, Title } from "@mantine/core";
import type { CSSProperties, ReactNode, Ref } from "react";
import { Fragment, useId } from "react";
import { isColour, readableOn } from "../colour";
import { directionOf, useLanguage } from "../i18n";
import { isExactNumber, writeJson } from "../json";
import { useSharedTexts } from "../texts";
import { formatDay, isCalendarDay, isExpired } from "../time";
import { isOwnPicture } from "../web";
import classes from "./Certificate.module.css";
import { JsonText, Name } from "./Name";

/** How the certificates of a type look. Pictures are paths of this origin or `data:` addresses. */
export interface CertificateDesign {
  /** As `#rrggbb`. */
  colour?: string | null;
  textColour?: string | null;
  background?: string | null;
  logo?: string | null;
}

export interface CertificateField {
  label: string;
  /** As in JSON: objects and lists are shown as such. */
  value: unknown;
}

/** The days, as `YYYY-MM-DD`. */
export interface CertificateDates {
  issued: string;
  validFrom?: string | null;
  /** The last day; null if it does not expire. */
  validUntil?: string | null;
}

export interface CertificateProps {
  /** What it attests, such as "Bachelor of Science". */
  title: string;
  description?: string | null;
  holderName: string;
  issuerName: string;
  dates: CertificateDates;
  fields?: CertificateField[];
  design?: CertificateDesign | null;
  /** The language of the title and the labels (BCP 47), where it is not the app's. */
  language?: string;
  /** Beside the issuer, e.g. a badge with its status. */
  verdict?: ReactNode;
  /** Below the issuer's name, e.g. that it is verified. */
  issuerNote?: ReactNode;
  /** Heading level of the title. */
  order?: 1 | 2 | 3;
  headingRef?: Ref<HTMLHeadingElement>;
  /** Grey instead of the type's colours, where nothing may look valid. */
  muted?: boolean;
  /** Shown below it as one with it, e.g. a QR code. */
  children?: ReactNode;
  className?: string;
}

/** The certificate itself, as its type and its issuer design it: on the public page, on the holder's, and as a preview. */
export function Certificate(props: CertificateProps) {
  const { title, description, holderName, issuerName, dates, fields = [], design, language: own } = props;
  const { verdict, issuerNote, order = 2, headingRef, muted = false, children, className } = props;
  const { certificate: texts, credential: words } = useSharedTexts();
  const { language } = useLanguage();
  const id = useId();
  const written = own === undefined ? {} : { lang: own, dir: directionOf(own) };
  return (
    <Card
      component="article"
      className={`${classes.certificate} ${className ?? ""}`}
      aria-labelledby={`${id}-title ${id}-holder`}
      style={coloursOf(muted ? undefined : design)}
    >
      <div className={classes.band} data-muted={muted}>
        <div className={classes.top}>
          {isOwnPicture(design?.logo) && <img src={design.logo} alt="" className={classes.logo} data-muted={muted} />}
          <div className={classes.issuer}>
            <span className="kc-visually-hidden">{texts.issuedBy} </span>
            <span className={classes.issuerName}>
              <Name>{issuerName}</Name>
            </span>
            {issuerNote}
          </div>
          {verdict}
        </div>
        <Title
          order={order}
          id={`${id}-title`}
          ref={headingRef}
          tabIndex={headingRef ? -1 : undefined}
          className={classes.title}
          {...written}
        >
          <Name>{title}</Name>
        </Title>
        {description && (
          <Text size="sm" className={classes.description} {...written}>
            <Name>{description}</Name>
          </Text>
        )}
      </div>
      <div className={classes.paper}>
        <div>
          <p className={classes.label}>{texts.awardedTo}</p>
          <p className={classes.holder} id={`${id}-holder`}>
            <Name>{holderName}</Name>
          </p>
        </div>
        <dl className={`${classes.fields} ${classes.dates}`}>
          <Day label={words.issued} day={dates.issued} language={language} />
          {dates.validFrom && dates.validFrom !== dates.issued && (
            <Day label={words.validFrom} day={dates.validFrom} language={language} />
          )}
          {dates.validUntil ? (
            <Day
              label={isExpired(dates.validUntil) ? words.expired : words.expires}
              day={dates.validUntil}
              language={language}
            />
          ) : (
            <div>
              <dt className={classes.label}>{words.expires}</dt>
              <dd>{words.never}</dd>
            </div>
          )}
        </dl>
        {fields.length > 0 && (
          <dl className={classes.fields} aria-label={texts.details}>
            {fields.map(({ label, value }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: labels may be equal, and never change places
              <div key={at} className={isStructured(value) ? classes.wide : undefined}>
                <dt className={classes.label} {...written}>
                  <Name>{label}</Name>
                </dt>
                <dd>
                  <Value of={value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        {children}
      </div>
    </Card>
  );
}

function Day({ label, day, language }: { label: string; day: string; language: string }) {
  return (
    <div>
      <dt className={classes.label}>{label}</dt>
      <dd>
        <time dateTime={day}>{formatDay(day, language)}</time>
      </dd>
    </div>
  );
}

function isWord(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || isExactNumber(value);
}

function isWordList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.every(isWord);
}

function isStructured(value: unknown): boolean {
  return typeof value === "object" && value !== null && !isExactNumber(value) && !isWordList(value);
}

/** A value for readers: days in words, yes and no, lists of words with commas; anything else as JSON. */
function Value({ of }: { of: unknown }) {
  const { credential: texts } = useSharedTexts();
  const { language } = useLanguage();
  if (of === null || of === undefined) return "–";
  if (typeof of === "boolean") return of ? texts.yes : texts.no;
  if (typeof of === "string") return isCalendarDay(of) ? formatDay(of, language) : <Name>{of}</Name>;
  if (isWordList(of)) {
    return of.map((one, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words may be equal, and never change places
      <Fragment key={at}>
        {at > 0 && texts.comma}
        <Name>{String(one)}</Name>
      </Fragment>
    ));
  }
  if (!isStructured(of)) return <Name>{String(of)}</Name>;
  return (
    <pre className={classes.json}>
      <JsonText value={of} />
    </pre>
  );
}

/** Text can be read whatever the type's colours are; a picture lies behind a veil of its colour. */
function coloursOf(design: CertificateDesign | null | undefined): CSSProperties | undefined {
  const { colour, textColour, background } = design ?? {};
  return {
    ...(isColour(colour) && { "--certificate": colour, "--certificate-text": readableOn(colour, textColour) }),
    ...(isOwnPicture(background) && { "--certificate-picture": `url(${writeJson(background)})` }),
  } as CSSProperties;
}

interface Named {
  name: string;
  label: string;
}

/** A credential's additional data in the order of its type's fields; others follow under their own names. */
export function certificateFields(metadata: Record<string, unknown> | null | undefined, named: readonly Named[] = []) {
  const value = metadata ?? {};
  const known = named.filter(({ name }) => Object.hasOwn(value, name));
  const others = Object.keys(value).filter((key) => !known.some(({ name }) => name === key));
  return [
    ...known.map(({ name, label }): CertificateField => ({ label, value: value[name] })),
    ...others.map((name): CertificateField => ({ label: name, value: value[name] })),
  ];
}

/** How the type is shown in this language, or else in its first one. */
export function displayIn<T extends { language: string }>(display: readonly T[], language: string): T | undefined {
  return (
    display.find((one) => one.language.toLowerCase() === language.toLowerCase()) ??
    display.find((one) => one.language.toLowerCase().split("-")[0] === language) ??
    display[0]
  );
}
