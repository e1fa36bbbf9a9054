import {
  ApiError,
  type CredentialType,
  EmptyState,
  ErrorAlert,
  formatDay,
  formatInstant,
  isolated,
  Name,
  useLanguage,
} from "@kubecredential/shared";
import { Alert, Anchor, Badge, Button, Card, Group, List, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconArchive from "@tabler/icons-react/icons/IconArchive";
import IconArchiveOff from "@tabler/icons-react/icons/IconArchiveOff";
import IconArrowLeft from "@tabler/icons-react/icons/IconArrowLeft";
import IconFilePlus from "@tabler/icons-react/icons/IconFilePlus";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import IconHistory from "@tabler/icons-react/icons/IconHistory";
import IconPencil from "@tabler/icons-react/icons/IconPencil";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { emptyForm } from "../issue/form";
import { useDraft } from "../issue/useDraft";
import { useMayUse, useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { ArchiveDialog } from "./ArchiveDialog";
import { displayIn, titleOf } from "./model";
import { SamplePreview } from "./SamplePreview";
import { fieldsOf, type SchemaField } from "./schema";
import classes from "./Types.module.css";
import { type TypeTexts, useTypeTexts } from "./texts";
import { usePeriodText } from "./usePeriodText";
import { useArchive, useType, useVersions } from "./useTypes";

/** A credential type: what it says, how it looks, and its versions. */
export function TypePage() {
  const all = useTexts();
  const texts = useTypeTexts().page;
  const { language } = useLanguage();
  const { id } = useParams({ from: "/credential-types/$id" });
  const { version } = useSearch({ from: "/credential-types/$id" });
  const { data: type, error, refetch, isFetching } = useType(id, version === undefined ? undefined : Number(version));
  const isUnknown = error instanceof ApiError && [400, 404].includes(error.status);
  return (
    <>
      <title>{all.pageTitle(type ? isolated(titleOf(type, language)) : texts.unknownTitle)}</title>
      <BackToTypes />
      {type ? (
        <Details key={`${id} ${type.version}`} type={type} />
      ) : isUnknown ? (
        <Card>
          <EmptyState order={1} icon={IconFileUnknown} title={texts.unknownTitle} text={texts.unknown} />
        </Card>
      ) : error ? (
        <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />
      ) : (
        <div className={classes.columns} role="status" aria-label={texts.loading}>
          <Skeleton h={420} radius="lg" />
          <Skeleton h={320} radius="lg" />
        </div>
      )}
    </>
  );
}

export function BackToTypes() {
  const texts = useTypeTexts().page;
  return (
    <Anchor
      mb="md"
      display="inline-flex"
      style={{ alignItems: "center", gap: 4 }}
      renderRoot={(props) => <Link to="/credential-types" {...props} />}
    >
      <IconArrowLeft size={16} aria-hidden />
      {texts.back}
    </Anchor>
  );
}

/** Who is limited to an organisation may change only the types of that one. */
export function useMayChange({ issuer }: Pick<CredentialType, "issuer">): boolean {
  const { organisation } = useSignedIn().session;
  return organisation === null || organisation === issuer;
}

function Details({ type }: { type: CredentialType }) {
  const texts = useTypeTexts();
  const { language } = useLanguage();
  const mayChange = useMayChange(type);
  const isLatest = type.version === type.latestVersion;
  const title = titleOf(type, language);
  return (
    <Stack>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div style={{ flex: "1 1 18rem", minWidth: 0 }}>
          <Group gap="xs">
            <Title order={1} size="h2" className="kc-break">
              <Name>{title}</Name>
            </Title>
            {type.state === "archived" && (
              <Badge variant="light" color="gray">
                {texts.page.archived}
              </Badge>
            )}
          </Group>
          <Text c="dimmed" className="kc-break">
            {title !== type.name && (
              <>
                <Name>{type.name}</Name>
                {" · "}
              </>
            )}
            {type.issuer === null ? texts.allIssuers : <Name>{type.issuer}</Name>}
            {" · "}
            {texts.version(type.version)}
          </Text>
        </div>
        {isLatest && (mayChange ? <Actions type={type} /> : <IssueButton type={type} />)}
      </Group>
      {!mayChange && (
        <Text size="sm" c="dimmed">
          {texts.page.readOnly}
        </Text>
      )}
      {type.state === "archived" && (
        <Alert role="note" color="gray" icon={<IconArchive size={20} aria-hidden />}>
          {texts.page.archivedMeaning}
        </Alert>
      )}
      {!isLatest && (
        <Alert role="note" color="yellow" icon={<IconHistory size={20} aria-hidden />}>
          <Group gap="xs">
            {texts.page.older(type.version, type.latestVersion)}
            <Anchor
              inherit
              underline="always"
              renderRoot={(props) => <Link to="/credential-types/$id" params={{ id: type.id }} {...props} />}
            >
              {texts.page.showLatest}
            </Anchor>
          </Group>
        </Alert>
      )}
      <div className={classes.columns}>
        <Stack gap="lg">
          <Fields type={type} />
          <About type={type} />
        </Stack>
        <Stack gap="lg">
          <section aria-labelledby="type-preview">
            <Title order={2} size="h4" id="type-preview" mb="xs">
              {texts.page.preview}
            </Title>
            <SamplePreview name={type.name} issuer={type.issuer} definition={type.definition} />
          </section>
          <Versions type={type} />
        </Stack>
      </div>
    </Stack>
  );
}

/** Leads to the form with this type filled in; what was typed of a holder stays. */
function IssueButton({ type }: { type: CredentialType }) {
  const texts = useTypeTexts().page;
  const { session } = useSignedIn();
  const draft = useDraft();
  const mayIssue = useMayUse("issue");
  if (!mayIssue || type.state === "archived") return null;
  return (
    <Button
      leftSection={<IconFilePlus size={16} aria-hidden />}
      renderRoot={(props) => (
        <Link
          to="/"
          {...props}
          onClick={() => {
            const before = draft.read() ?? { ...emptyForm, issuerName: session.organisation ?? "" };
            draft.keep({ ...before, credentialType: type.name, issuerName: type.issuer ?? before.issuerName });
          }}
        />
      )}
    >
      {texts.issue}
    </Button>
  );
}

function Actions({ type }: { type: CredentialType }) {
  const texts = useTypeTexts().page;
  const [isAsking, setIsAsking] = useState(false);
  const restore = useArchive(type.id);
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        <IssueButton type={type} />
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/credential-types/$id/edit" params={{ id: type.id }} {...props} />}
        >
          {texts.edit}
        </Button>
        {type.state === "active" ? (
          <Button
            variant="default"
            leftSection={<IconArchive size={16} aria-hidden />}
            onClick={() => setIsAsking(true)}
          >
            {texts.archive}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconArchiveOff size={16} aria-hidden />}
            loading={restore.isPending}
            onClick={() => restore.mutate("active")}
          >
            {texts.restore}
          </Button>
        )}
      </Group>
      {restore.error && <ErrorAlert error={restore.error} />}
      <ArchiveDialog id={type.id} opened={isAsking} onClose={() => setIsAsking(false)} />
    </Stack>
  );
}

function Fields({ type: { definition } }: { type: CredentialType }) {
  const all = useTypeTexts();
  const texts = all.page;
  const { language } = useLanguage();
  const { fields, allowsMore } = fieldsOf(definition.schema);
  const display = displayIn(definition, language)?.fields ?? [];
  const order = (name: string) => display.findIndex((one) => one.name === name) + 1 || display.length + 1;
  return (
    <Card component="section" aria-labelledby="type-fields">
      <Title order={2} size="h4" id="type-fields" mb="xs">
        {texts.fields}
      </Title>
      {fields.length === 0 ? (
        <Text c="dimmed">{texts.noFields}</Text>
      ) : (
        <ul className={classes.rows} aria-labelledby="type-fields">
          {fields
            .toSorted((a, b) => order(a.name) - order(b.name))
            .map((field) => {
              const text = display.find((one) => one.name === field.name);
              return (
                <li key={field.name}>
                  <Group gap="xs" justify="space-between">
                    <Text component="span" size="sm" fw={600} className="kc-break">
                      <Name>{text?.label ?? field.name}</Name>
                    </Text>
                    <Group gap={6}>
                      {field.isRequired && (
                        <Badge variant="light" size="md">
                          {texts.isRequired}
                        </Badge>
                      )}
                      <Badge variant="light" size="md" color="gray">
                        {definition.publicFields.includes(field.name) ? texts.isPublic : texts.isPrivate}
                      </Badge>
                    </Group>
                  </Group>
                  {text?.help && (
                    <Text size="sm" c="dimmed" className="kc-break">
                      <Name>{text.help}</Name>
                    </Text>
                  )}
                  <Text size="sm" className="kc-break">
                    {[all.kinds[field.kind], ...rulesOf(field, all.rules)].join(", ")}
                  </Text>
                  {text && text.label !== field.name && (
                    <Text size="xs" c="dimmed" className="kc-break">
                      <Name>{field.name}</Name>
                    </Text>
                  )}
                </li>
              );
            })}
        </ul>
      )}
      {allowsMore && (
        <Text size="sm" c="dimmed" mt="xs">
          {texts.more}
        </Text>
      )}
    </Card>
  );
}

function rulesOf(field: SchemaField, texts: TypeTexts["rules"]): string[] {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const { minLength, maxLength, minimum, maximum, pattern, choices } = field;
  return [
    ...(minLength !== undefined || maxLength !== undefined ? [texts.length(text(minLength), text(maxLength))] : []),
    ...(minimum !== undefined || maximum !== undefined ? [texts.range(text(minimum), text(maximum))] : []),
    ...(pattern ? [texts.pattern(pattern)] : []),
    ...(choices ? [choices.map(isolated).join(" / ")] : []),
  ];
}

function About({ type }: { type: CredentialType }) {
  const all = useTypeTexts();
  const texts = all.page;
  const { language } = useLanguage();
  const period = usePeriodText();
  const { validity, formats, achievement } = type.definition;
  const description = displayIn(type.definition, language)?.description;
  const facts: [string, string][] = [
    ...(description ? [[all.editor.description, description] as [string, string]] : []),
    [
      texts.validity,
      validity.kind === "until"
        ? all.validities.until(formatDay(validity.date ?? "", language))
        : validity.kind === "period"
          ? all.validities.period(period(validity.period ?? ""))
          : all.validities.none,
    ],
    [
      texts.formats,
      formats === null
        ? texts.everyFormat
        : formats.map((name) => all.editor.formatNames[name as keyof typeof all.editor.formatNames] ?? name).join(", "),
    ],
    ...(achievement ? [[texts.criteria, achievement.criteria] as [string, string]] : []),
    ...(achievement?.tags.length ? [[texts.tags, achievement.tags.join(", ")] as [string, string]] : []),
  ];
  return (
    <Card component="section" aria-labelledby="type-about">
      <Title order={2} size="h4" id="type-about" mb="xs">
        {texts.about}
      </Title>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Name>{value}</Name>
            </dd>
          </div>
        ))}
        <div>
          <dt>{texts.schema}</dt>
          <dd>
            <Anchor href={type.schemaAddress} underline="always" size="sm">
              {texts.openSchema}
            </Anchor>
          </dd>
        </div>
        {type.state === "active" && (
          <div>
            <dt>{texts.spreadsheet}</dt>
            <dd>
              <Anchor href={templateAddress(type)} download underline="always" size="sm">
                {texts.template}
              </Anchor>
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}

/** An empty file with the columns of the type, to issue many at once. */
function templateAddress({ name, issuer }: CredentialType): string {
  return `/api/v1/batches/template.csv?${new URLSearchParams({ type: name, ...(issuer !== null && { issuer }) })}`;
}

function Versions({ type }: { type: CredentialType }) {
  const texts = useTypeTexts();
  const { language } = useLanguage();
  const { data, error, refetch, isFetching } = useVersions(type.id);
  return (
    <Card component="section" aria-labelledby="type-versions">
      <Title order={2} size="h4" id="type-versions" mb="xs">
        {texts.page.versions}
      </Title>
      {data ? (
        <List listStyleType="none" spacing="xs">
          {data.items.map(({ version, publishedAt, publishedBy }) => (
            <List.Item key={version}>
              {version === type.version ? (
                <Text span fw={600} aria-current="true">
                  {texts.version(version)}
                </Text>
              ) : (
                <Anchor
                  underline="always"
                  renderRoot={(props) => (
                    <Link
                      to="/credential-types/$id"
                      params={{ id: type.id }}
                      search={version === type.latestVersion ? {} : { version: String(version) }}
                      {...props}
                    />
                  )}
                >
                  {texts.version(version)}
                </Anchor>
              )}
              <Text size="sm" c="dimmed" className="kc-break">
                {formatInstant(publishedAt, language)} <Name>{texts.page.published(publishedBy)}</Name>
              </Text>
            </List.Item>
          ))}
        </List>
      ) : error ? (
        <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />
      ) : (
        <Skeleton h={60} role="status" aria-label={texts.page.loadingVersions} />
      )}
    </Card>
  );
}
