import { ApiError, EmptyState, ErrorAlert, isolated, NameInText, useLanguage } from "@kubecredential/shared";
import { Card, Skeleton, Text, Title } from "@mantine/core";
import IconFileUnknown from "@tabler/icons-react/icons/IconFileUnknown";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { definitionOf, emptyType, formOf } from "./form";
import { TypeEditor } from "./TypeEditor";
import { BackToTypes } from "./TypePage";
import { useTypeTexts } from "./texts";
import { usePublishVersion, useRegisterType, useType } from "./useTypes";

/** Registers a type with its first version. */
export function RegisterTypePage() {
  const all = useTexts();
  const texts = useTypeTexts().editor;
  const { language } = useLanguage();
  const { organisation } = useSignedIn().session;
  const navigate = useNavigate();
  const register = useRegisterType();
  const [empty] = useState(() => emptyType(language, organisation));
  return (
    <>
      <title>{all.pageTitle(texts.createTitle)}</title>
      <BackToTypes />
      <Title order={1} size="h2">
        {texts.createTitle}
      </Title>
      <Text c="dimmed" mb="lg">
        {texts.first}
      </Text>
      <TypeEditor
        isNew
        version={1}
        start={empty}
        order={register}
        onPublish={(form) =>
          register.mutateAsync({
            ...definitionOf(form),
            name: form.name,
            ...(form.issuer !== "" && { issuer: form.issuer }),
          })
        }
        onPublished={({ id }) => void navigate({ to: "/credential-types/$id", params: { id } })}
      />
    </>
  );
}

/** Publishes another version of a type. */
export function EditTypePage() {
  const all = useTexts();
  const texts = useTypeTexts();
  const { id } = useParams({ from: "/credential-types/$id/edit" });
  const navigate = useNavigate();
  const { data: type, error, refetch, isFetching } = useType(id);
  const publish = usePublishVersion(id);
  const [from, setFrom] = useState<number>();
  if (type && from === undefined) setFrom(type.latestVersion); // What the form starts from; the type may be read again meanwhile.
  const isUnknown = error instanceof ApiError && [400, 404].includes(error.status);
  return (
    <>
      <title>{all.pageTitle(type ? texts.editor.editTitle(isolated(type.name)) : texts.page.unknownTitle)}</title>
      <BackToTypes />
      {type ? (
        <>
          <Title order={1} size="h2" className="kc-break">
            <NameInText text={texts.editor.editTitle} name={type.name} />
          </Title>
          <Text c="dimmed" mb="lg">
            {texts.editor.next(type.latestVersion + 1)}
          </Text>
          <TypeEditor
            key={id}
            version={type.latestVersion + 1}
            start={formOf(type)}
            order={publish}
            onPublish={(form) => publish.mutateAsync({ from: from ?? type.latestVersion, body: definitionOf(form) })}
            onPublished={() => void navigate({ to: "/credential-types/$id", params: { id } })}
          />
        </>
      ) : isUnknown ? (
        <Card>
          <EmptyState order={1} icon={IconFileUnknown} title={texts.page.unknownTitle} text={texts.page.unknown} />
        </Card>
      ) : error ? (
        <ErrorAlert error={error} onRetry={() => refetch()} retrying={isFetching} />
      ) : (
        <Skeleton h={420} radius="lg" role="status" aria-label={texts.page.loading} />
      )}
    </>
  );
}
