import { leftToRight } from "@kubecredential/shared";
import { counted } from "../../arabic";
import type { MailTextTexts } from "./en";

export const ar: MailTextTexts = {
  heading: "الرسائل إلى أصحاب الشهادات",
  intro:
    "ما يصل بالبريد الإلكتروني إلى أصحاب شهادات هذه الجهة، كلٌّ بلغته. تُملأ العناصر النائبة بين الأقواس المعقوفة لكل واحد منهم.",
  loading: "جارٍ تحميل الرسائل",
  kind: "الرسالة",
  kinds: {
    invitation: "دعوة",
    newLink: "رابط جديد",
    expiry: "تنبيه قبل انتهاء الصلاحية",
    answer: "رد على طلب تصحيح",
  },
  language: "اللغة",
  own: (language) => `${language} (معدَّلة)`,
  subject: "الموضوع",
  body: "النص",
  bodyHint: "نص عادي. السطر الفارغ يبدأ فقرة جديدة.",
  insert: "إدراج",
  placeholders: {
    holder: "اسم صاحب الشهادة",
    credential: "الشهادة",
    issuer: "جهة الإصدار",
    link: "الرابط الشخصي",
    expires: "آخر يوم للرابط",
    answer: "ردك",
  },
  preview: "معاينة",
  previewHint: "مع صاحب شهادة للتمثيل.",
  previewAway: "تظهر المعاينة عندما يخلو النص من الأخطاء.",
  save: "حفظ الرسائل",
  saved: "حُفظت الرسائل.",
  reset: "استخدام النص الافتراضي",
  discard: "تجاهل التعديلات",
  readOnly: "لا يعدّل هذه الرسائل إلا المسجّلون.",
  errors: {
    unknown: (names) => `هذه العناصر النائبة غير موجودة: ${names}`,
    empty: "أدخل نصًا.",
    tooLong: (limit) => `استخدم ${counted(limit, "character")} على الأكثر.`,
    link: `يحتاج النص إلى العنصر النائب ${leftToRight("{link}")}، وإلا فلن يتمكن صاحب الشهادة من فتحها.`,
  },
};
