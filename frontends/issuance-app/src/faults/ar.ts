import { isolated } from "@kubecredential/shared";
import { counted } from "../arabic";
import type { Say } from "./Say";

const is =
  (text: string): Say =>
  () =>
    text;
const day = `اكتب اليوم بالشكل ${isolated("YYYY-MM-DD")}، مثلًا ${isolated("2026-12-31")}.`;
const split = "قسّم الملف.";
const yesOrNo = "نعم أو لا (true أو false)";
const kinds: [english: RegExp, arabic: string][] = [
  [/\ba whole number\b/g, "عددًا صحيحًا"],
  [/\ba number\b/g, "عددًا"],
  [/\btrue or false\b/g, yesOrNo],
  [/\ba list\b/g, "قائمة"],
  [/\ban object\b/g, "كائنًا"],
  [/\bnull\b/g, "فارغة (null)"],
  [/\btext\b/g, "نصًا"],
  [/ or /g, " أو "],
];

const kind = "(?:text|a number|a whole number|true or false|a list|an object|null)";
const onlyKinds = new RegExp(`^${kind}(?: or ${kind})*$`);

/** The service's names for kinds of values, such as `a number or a list`; anything else stays as it is. */
function inArabic(names = ""): string {
  if (!onlyKinds.test(names)) return isolated(names);
  return kinds.reduce((text, [english, arabic]) => text.replaceAll(english, arabic), names);
}

/** What the file, the service or a person wrote, whose direction is its own. */
const as = (given = "") => isolated(given);

/** The rules in Arabic, by the service's codes for them. A code that is missing here is shown in the service's English. */
export const arabic: Partial<Record<string, Say>> = {
  required: is("هذه القيمة مطلوبة."),
  requiredExpiry: is("هذه القيمة مطلوبة: آخر يوم صالح للشهادة الجديدة."),
  requiredReason: ([names]) => `هذه القيمة مطلوبة. القيم الممكنة: ${as(names)}`,
  notText: is("يجب أن تكون القيمة نصًا."),
  notUnicode: is("يحتوي النص على محرف غير صحيح (نصف زوج بديل في Unicode)."),
  controlCharacters: is("محارف التحكم غير مسموح بها."),
  empty: is("يجب ألا يكون النص فارغًا أو مسافات فقط."),
  tooLong: ([length = "", limit = ""]) =>
    `طول النص ${counted(length, "character")}. اختصره إلى ${counted(limit, "character")} على الأكثر.`,
  changesDirection: ([character]) => `المحرف ${as(character)} يغيّر اتجاه النص المحيط به وغير مسموح به.`,
  invisible: ([characters]) => `لا يظهر شيء من هذا النص: ${as(characters)} غير مرئي.`,
  email: ([limit]) =>
    `أدخل عنوان بريد إلكتروني، مثلًا ${isolated("name@example.org")}${limit ? ` (${counted(limit, "character")} على الأكثر)` : ""}.`,
  tooFarAhead: ([years = ""]) => `يجب أن يكون اليوم خلال ${counted(years, "year")} على الأكثر.`,
  beforeValidFrom: ([start]) => `يجب ألا يكون اليوم قبل أول يوم صالح (${as(start)}).`,
  beforeToday: ([today]) => `يجب ألا يكون اليوم قبل اليوم الحالي (${as(today)}، بالتوقيت العالمي UTC).`,
  day: is(`اكتب يومًا موجودًا في التقويم بالشكل ${isolated("YYYY-MM-DD")}.`),
  dayWithTime: is(`هذا يوم مع وقت. ${day}`),
  dayIsNumber: is(`هذا عدد. ${day}`),
  dayAmbiguous: ([one, other]) => `لهذا معنيان: ${as(one)} أو ${as(other)}. ${day}`,
  dayShortYear: is(`تُكتب السنة بأربعة أرقام. ${day}`),
  dayNone: is(`ليس هذا يومًا. ${day}`),
  dayUnreal: is(`لا يوجد هذا اليوم في التقويم. ${day}`),
  number: is(`يجب أن تكون القيمة عددًا، مثلًا ${isolated("3.9")}.`),
  numberAmbiguous: ([one, other]) =>
    `لهذا معنيان: ${as(one)} أو ${as(other)}. اكتب العدد بنقطة عشرية ومن دون فواصل للآلاف.`,
  wholeNumber: is("يجب أن تكون القيمة عددًا صحيحًا."),
  yesOrNo: ([words]) => `يجب أن تكون القيمة نعم أو لا (${as(words)}).`,
  jsonObject: is("يجب أن تكون القيمة كائن JSON."),
  metadataTooLarge: ([bytes = ""]) => `حجم البيانات أكبر من ${counted(bytes, "byte")}.`,
  metadataTooDeep: ([levels = ""]) => `تداخل البيانات أعمق من ${counted(levels, "level")}.`,
  unknownMember: ([names]) => `هذا الحقل غير معروف. من الحقول المعروفة: ${as(names)}`,
  repeatedMember: is("يتكرر هذا الحقل."),
  notJson: ([fault]) =>
    fault === undefined
      ? "يجب أن يكون هنا كائن JSON."
      : `ليس هذا JSON سليمًا، أو تداخله أعمق من المسموح (${as(fault)}).`,
  brokenEncoding: is("ليس النص بترميز UTF-8 سليم."),
  credentialId: is("أدخل معرّف الشهادة كاملًا (UUID)."),
  notYourIssuer: ([name]) => `لا يمكنك الإصدار إلا باسم ${as(name)}.`,
  unknownIssuer: is("لا توجد جهة إصدار مسجَّلة بهذا الاسم. تأكد من كتابته، أو سجّلها أولًا."),
  unknownType: is("لا يوجد نوع شهادة مسجَّل بهذا الاسم لجهة الإصدار هذه."),
  typeOutOfValidity: ([, latest]) =>
    latest
      ? `هذا أطول من مدة صلاحية الشهادات من هذا النوع. آخر يوم ممكن: ${as(latest)}`
      : "لا يوافق هذا مدة صلاحية الشهادات من هذا النوع.",
  brokenCharacter: is("تعذّرت قراءة أحد المحارف (U+FFFD). تأكد من الترميز الذي حُفظ به الملف، أو صحّح الخلية."),
  nul: is("يحتوي النص على المحرف NUL."),
  spreadsheetError: is("في هذه الخلية خطأ من جدول البيانات."),
  duplicateRow: is("هناك صف آخر لصاحب الشهادة نفسه والنوع نفسه وجهة الإصدار نفسها."),
  duplicateChange: is("هناك صف آخر للشهادة نفسها."),
  stands: ([id]) => `لدى صاحب الشهادة شهادة من هذا النوع من جهة الإصدار هذه: ${as(id)}.`,
  notIssuedHere: is("لم تصدر هنا شهادة بهذا المعرّف."),
  erased: is("حُذفت الشهادة."),
  revoked: is("أُلغيت الشهادة، وهذا نهائي."),
  superseded: ([id]) => `حلّت محل الشهادة شهادة أخرى: ${as(id)}.`,
  expired: ([on]) => `انتهت صلاحية الشهادة في ${as(on)}.`,
  expiredRenewal: is("انتهت صلاحية الشهادة. أدخل آخر يوم صالح جديدًا."),
  suspended: is("الشهادة معلَّقة."),
  reasonNotNeeded: is("لا يحتاج هذا الإجراء إلى سبب. استخدم الملاحظة الخاصة."),
  onlyForRenewal: is("هذه القيمة للتجديد فقط."),
  unchanged: is("سبق تنفيذ ذلك. لم يتغير شيء."),
  notWritten: is("لم تستطع الخدمة حفظ الصف. ارفعه مرة أخرى."),
  brokenSince: ([rule]) => `أصبح الصف مخالفًا لقاعدة منذ فحصه: ${as(rule)}`,
  rowTooLong: ([limit = ""]) => `طول الصف أكثر من ${counted(limit, "character")}.`,
  rowTooManyCells: ([cells, headings]) =>
    headings
      ? `عدد الخلايا في الصف ${cells}، وعدد العناوين ${headings} فقط.`
      : `في الصف خلايا بعد آخر عمود مسموح به (${as(cells)}).`,
  lineNotObject: is("يجب أن يكون في هذا السطر كائن JSON."),
  memberName: ([limit = ""]) =>
    `يجب ألا يكون اسم الحقل فارغًا، وأن يكون طوله ${counted(limit, "character")} على الأكثر، بلا محارف تحكم.`,
  type: ([names]) => `يجب أن تكون القيمة نصًا أو ${inArabic(names)}.`,
  typeNumber: is("يجب أن تكون القيمة عددًا."),
  typeBoolean: is(`يجب أن تكون القيمة ${yesOrNo}.`),
  typeList: is("يجب أن تكون القيمة قائمة."),
  typeObject: is("يجب أن تكون القيمة كائنًا."),
  choice: ([names]) => `القيم الممكنة: ${as(names)}`,
  minLength: ([limit = ""]) => `يجب أن يكون طول النص ${counted(limit, "character")} على الأقل.`,
  maxLength: ([limit = ""]) => `يجب أن يكون طول النص ${counted(limit, "character")} على الأكثر.`,
  minItems: ([limit]) => `الحد الأدنى لعدد عناصر القائمة: ${limit}.`,
  maxItems: ([limit]) => `الحد الأقصى لعدد عناصر القائمة: ${limit}.`,
  minimum: ([limit]) => `يجب أن يكون العدد ${as(limit)} على الأقل.`,
  maximum: ([limit]) => `يجب أن يكون العدد ${as(limit)} على الأكثر.`,
  exclusiveMinimum: ([limit]) => `يجب أن يكون العدد أكبر من ${as(limit)}.`,
  exclusiveMaximum: ([limit]) => `يجب أن يكون العدد أصغر من ${as(limit)}.`,
  multipleOf: ([step]) => `يجب أن يكون العدد من مضاعفات ${as(step)}.`,
  uniqueItems: is("يجب ألا يتكرر أي عنصر."),
  pattern: ([pattern]) => `يجب أن يطابق النص النمط ${as(pattern)}.`,
  dateTime: is(`اكتب الوقت مع منطقته الزمنية بالشكل ${isolated("YYYY-MM-DDThh:mm:ssZ")}.`),
  uri: is(`أدخل عنوان ويب كاملًا، مثلًا ${isolated("https://example.org/")}.`),
  format: ([format]) => `يجب أن تكون القيمة بالصيغة ${as(format)}.`,
  noSuchField: is("ليس في هذا النوع حقل كهذا."),
  constant: ([value]) => `يجب أن تكون القيمة ${inArabic(value)}.`,
  fileEmpty: is("الملف أو ورقته الأولى فارغة."),
  fileOnlyHeadings: is("في الملف عناوين بلا صفوف."),
  fileTooManyRows: ([limit = ""]) => `عدد الصفوف في الملف أكثر من ${limit}. ${split}`,
  fileTooManyColumns: ([, limit]) => `عدد الأعمدة أكبر من المسموح، وهو ${limit} على الأكثر.`,
  fileNoHeadings: is("يجب أن تكون في الصف الأول عناوين الأعمدة."),
  fileFirstRowTooLong: ([limit = ""]) => `طول الصف الأول أكثر من ${counted(limit, "character")}.`,
  fileHeadingNul: ([column]) => `يحتوي عنوان العمود ${as(column)} على المحرف NUL.`,
  fileHeadingTooLong: ([column, length = "", limit = ""]) =>
    `طول عنوان العمود ${as(column)} هو ${counted(length, "character")}. اختصره إلى ${counted(limit, "character")} على الأكثر.`,
  fileHeadingTwice: ([one, other, heading]) =>
    `للعمودين ${as(one)} و${as(other)} العنوان نفسه: ${as(heading)}. اجعل لكل عمود عنوانًا خاصًا به.`,
  fileOpenQuote: ([row]) => `علامة الاقتباس التي تبدأ في الصف ${as(row)} لا تُغلق.`,
  fileNotUtf8: is("ليس الملف بترميز UTF-8 سليم، وهو ما يتطلبه NDJSON."),
  fileOldWorkbook: is("المصنَّف بصيغة قديمة (xls) أو محمي بكلمة مرور. احفظه بصيغة xlsx بلا كلمة مرور."),
  filePdf: is("هذا ملف PDF. ارفع ملف CSV أو NDJSON أو Excel ‏(xlsx)."),
  fileInflates: is("يصبح حجم المصنَّف بعد فك ضغطه أكبر بكثير مما تحتاج إليه صفوفه."),
  fileTooLarge: is(
    "في المصنَّف نصوص أو أجزاء أو تنسيقات أكثر من المسموح، أو خلية أطول من المسموح. اختصره، أو احفظ الورقة بصيغة CSV.",
  ),
  fileDamaged: (details) =>
    details.length === 0 ? "ليس في المصنَّف أي ورقة." : "المصنَّف تالف أو لا يمكن قراءته. احفظه من جديد، أو بصيغة CSV.",
  fileNoWorkbook: is("هذا أرشيف ZIP وليس مصنَّف Excel ‏(xlsx)."),
};
