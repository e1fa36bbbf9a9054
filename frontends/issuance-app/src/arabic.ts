import { type CountedNoun, countedInArabic } from "@kubecredential/shared";

const nouns = {
  credential: ["شهادة واحدة", "شهادتين", "شهادات", "شهادة", "شهادة"],
  row: ["صف واحد", "صفين", "صفوف", "صفًا", "صف"],
  event: ["حدث واحد", "حدثين", "أحداث", "حدثًا", "حدث"],
  holder: ["صاحب شهادة واحد", "اثنين من أصحاب الشهادات", "من أصحاب الشهادات", "من أصحاب الشهادات", "من أصحاب الشهادات"],
  field: ["حقل واحد", "حقلين", "حقول", "حقلًا", "حقل"],
  example: ["مثال واحد", "مثالين", "أمثلة", "مثالًا", "مثال"],
  time: ["مرة واحدة", "مرتين", "مرات", "مرة", "مرة"],
  character: ["حرف واحد", "حرفين", "أحرف", "حرفًا", "حرف"],
  byte: ["بايت واحد", "بايتين", "بايتات", "بايتًا", "بايت"],
  level: ["مستوى واحد", "مستويين", "مستويات", "مستوى", "مستوى"],
  second: ["ثانية واحدة", "ثانيتين", "ثوانٍ", "ثانية", "ثانية"],
  day: ["يوم واحد", "يومين", "أيام", "يومًا", "يوم"],
  week: ["أسبوع واحد", "أسبوعين", "أسابيع", "أسبوعًا", "أسبوع"],
  month: ["شهر واحد", "شهرين", "أشهر", "شهرًا", "شهر"],
  year: ["سنة واحدة", "سنتين", "سنوات", "سنة", "سنة"],
  tag: ["وسم واحد", "وسمين", "وسوم", "وسمًا", "وسم"],
} as const satisfies Record<string, CountedNoun>;

/** A number with its noun in the genitive, as it follows a verbal noun or a preposition; sentences are built to need no other case. */
export function counted(count: number | string, noun: keyof typeof nouns): string {
  return countedInArabic(count, nouns[noun]);
}
