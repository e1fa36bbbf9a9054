import { counted } from "../../arabic";
import type { RenewalTexts } from "./en";

export const ar: RenewalTexts = {
  title: "التجديد",
  intro: "الشهادات التي تنتهي صلاحيتها قريبًا، الأقرب أولًا. حدّد ما تريد تجديده.",
  within: "تنتهي صلاحيتها خلال",
  days: (days) => counted(days, "day"),
  count: (count) => `للتجديد: ${count}`,
  atLeast: (count) => `${count} أو أكثر`,
  loading: "جارٍ تحميل الشهادات التي تنتهي صلاحيتها قريبًا",
  emptyTitle: "لا شيء للتجديد",
  empty: (days) => `لا توجد شهادة تنتهي صلاحيتها خلال ${counted(days, "day")}.`,
  list: "شهادات تنتهي صلاحيتها قريبًا",
  expires: "صالحة حتى",
  left: (days) => (days === 0 ? "اليوم" : days === 1 ? "غدًا" : `بعد ${counted(days, "day")}`),
  renew: (count) => `تجديد المحدَّد (${count})`,
  shown: (count) => `عدد الشهادات المعروضة: ${count}`,
};
