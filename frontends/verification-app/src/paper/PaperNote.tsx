import { isolated, NameInText } from "@kubecredential/shared";
import { Alert, Text } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import IconFileCheck from "@tabler/icons-react/icons/IconFileCheck";
import { useTexts } from "../texts";
import classes from "./PaperNote.module.css";
import type { Paper } from "./paper";

/** What a credential was read from, and a warning if the paper is about somebody else. */
export function PaperNote({ paper }: { paper: Paper | undefined }) {
  const texts = useTexts().paper;
  if (!paper) return null;
  if (paper.showsName === false) {
    return (
      <Alert
        role="alert"
        color="red"
        variant="filled"
        icon={<IconAlertTriangle size={22} aria-hidden />}
        title={texts.title}
        classNames={{ root: classes.warning }}
      >
        {texts.text(isolated(paper.file))}
      </Alert>
    );
  }
  return (
    <Text size="sm" component="p" m={0} className={classes.note}>
      <IconFileCheck size={18} aria-hidden />
      <span className="kc-break">
        <NameInText text={paper.showsName ? texts.fine : texts.unread} name={paper.file} />
      </span>
    </Text>
  );
}
