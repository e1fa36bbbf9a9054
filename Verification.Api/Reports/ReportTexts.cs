using System.Globalization;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Reports;

/// <summary>What reports say in a language. Verdicts, names of checks and their results are in the words of the verification app.</summary>
internal sealed record ReportTexts
{
    /// <summary>What is said of a verdict if it could not be told whether the issuer signed the credential.</summary>
    public const string NotCertain = "notCertain";

    private static readonly ReportTexts[] s_all =
    [
        new()
        {
            Language = "en",
            Heading = "Verification report",
            Verdicts = new Dictionary<string, string>
            {
                [AuditOutcome.Valid] = "This credential is valid", [AuditOutcome.Expired] = "This credential has expired", [AuditOutcome.NotYetValid] = "This credential is not valid yet",
                [AuditOutcome.Suspended] = "This credential is suspended", [AuditOutcome.Revoked] = "This credential has been revoked", [AuditOutcome.Superseded] = "This credential has been replaced",
                [AuditOutcome.Erased] = "This credential has been erased", [AuditOutcome.Stale] = "This result is not recent enough", [AuditOutcome.NotAuthentic] = "This credential was not signed by its issuer",
                [NotCertain] = "The issuer's signature could not be checked", [AuditOutcome.Unknown] = "Credential not found", [AuditOutcome.Different] = "This credential does not match what was issued",
            },
            DocumentVerdicts = new Dictionary<string, string>
            {
                [VerdictOutcome.Untrusted] = "This credential is sound, but its issuer is not trusted here", [VerdictOutcome.Unchecked] = "Whether this credential is valid could not be checked",
                [AuditOutcome.NotAuthentic] = "This credential does not prove that its issuer signed it", [VerdictOutcome.Malformed] = "This credential is malformed",
            },
            Checks = new Dictionary<string, string>
            {
                [CheckDocument.Known] = "Known to this verifier", [CheckDocument.Authentic] = "Signed by the issuer", [CheckDocument.Content] = "Content as issued", [CheckDocument.ValidFrom] = "Already valid",
                [CheckDocument.Expiry] = "Not expired", [CheckDocument.Suspension] = "Not suspended", [CheckDocument.Revocation] = "Not revoked", [CheckDocument.Current] = "Not replaced",
                [CheckDocument.Issuer] = "Issued by", [CheckDocument.Fresh] = "Up to date",
            },
            DocumentChecks = new Dictionary<string, string>
            {
                [CheckDocument.Document] = "Readable", [CheckDocument.Proof] = "Unchanged since it was signed", [CheckDocument.Issuer] = "Signed by its issuer", [CheckDocument.Holder] = "Shown by its holder",
                [CheckDocument.Challenge] = "Made for this request", [CheckDocument.Domain] = "Made for this website", [CheckDocument.Validity] = "Valid today", [CheckDocument.Schema] = "Matches the schema that it names",
                [CheckDocument.Credentials] = "The credentials in it", [CheckDocument.Trust] = "Issuer trusted", [CheckDocument.Content] = "Content still exists",
            },
            Statuses = new Dictionary<string, string>
            {
                [CheckDocument.Pass] = "Passed", [CheckDocument.Warning] = "Warning", [CheckDocument.Fail] = "Failed", [CheckDocument.Unchecked] = "Could not be checked", [CheckDocument.NotApplicable] = "Does not apply",
            },
            What = "What was verified", Id = "Credential ID", Title = "Credential", Holder = "Holder", Issuer = "Issued by", IssuedOn = "Issued on", ValidFrom = "Valid from", ValidUntil = "Valid until", ChangedAt = "Status since",
            When = "When and by whom", CheckedAt = "Checked", AsOf = "As of", Age = "{0}, {1} before the check", NeverHeard = "This verifier has not heard from the issuer yet.",
            VerifiedBy = "Verified by", Fingerprint = "SHA-256 fingerprint of the verifier's certificate", ChecksMade = "What was checked", Contained = "Credential {0}", InEnglish = "in English", Because = "What was found", Said = "What the verifier says",
            Note = "This report states what held when the credential was checked. It can have been revoked, suspended or replaced since. The report is not a credential itself: to rely on the credential, verify it again.",
            Check = "Verify again now at",
            SignedBy = "The verifier signed this PDF, so every later change to it can be seen. At {0} you find the certificate: its fingerprint must be the one in this report.",
            Reason = "Signed by the verifier so that every change can be seen", Attachment = "The verifier's answer for programs (JSON)", CodeText = "QR code of the address",
            Days = "d", Hours = "h", Minutes = "min", Seconds = "s",
        },
        new()
        {
            Language = "de",
            Heading = "Prüfbericht",
            Verdicts = new Dictionary<string, string>
            {
                [AuditOutcome.Valid] = "Dieser Nachweis ist gültig", [AuditOutcome.Expired] = "Dieser Nachweis ist abgelaufen", [AuditOutcome.NotYetValid] = "Dieser Nachweis ist noch nicht gültig",
                [AuditOutcome.Suspended] = "Dieser Nachweis ist ausgesetzt", [AuditOutcome.Revoked] = "Dieser Nachweis wurde widerrufen", [AuditOutcome.Superseded] = "Dieser Nachweis wurde ersetzt",
                [AuditOutcome.Erased] = "Dieser Nachweis wurde gelöscht", [AuditOutcome.Stale] = "Dieses Ergebnis ist nicht aktuell genug", [AuditOutcome.NotAuthentic] = "Dieser Nachweis wurde nicht vom Aussteller signiert",
                [NotCertain] = "Die Signatur des Ausstellers konnte nicht geprüft werden", [AuditOutcome.Unknown] = "Nachweis nicht gefunden", [AuditOutcome.Different] = "Dieser Nachweis stimmt nicht mit dem ausgestellten überein",
            },
            DocumentVerdicts = new Dictionary<string, string>
            {
                [VerdictOutcome.Untrusted] = "Dieser Nachweis ist in Ordnung, aber seinem Aussteller wird hier nicht vertraut", [VerdictOutcome.Unchecked] = "Ob dieser Nachweis gültig ist, konnte nicht geprüft werden",
                [AuditOutcome.NotAuthentic] = "Dieser Nachweis belegt nicht, dass sein Aussteller ihn signiert hat", [VerdictOutcome.Malformed] = "Dieser Nachweis ist fehlerhaft",
            },
            Checks = new Dictionary<string, string>
            {
                [CheckDocument.Known] = "Diesem Prüfdienst bekannt", [CheckDocument.Authentic] = "Vom Aussteller signiert", [CheckDocument.Content] = "Inhalt wie ausgestellt", [CheckDocument.ValidFrom] = "Bereits gültig",
                [CheckDocument.Expiry] = "Nicht abgelaufen", [CheckDocument.Suspension] = "Nicht ausgesetzt", [CheckDocument.Revocation] = "Nicht widerrufen", [CheckDocument.Current] = "Nicht ersetzt",
                [CheckDocument.Issuer] = "Ausgestellt von", [CheckDocument.Fresh] = "Aktuell",
            },
            DocumentChecks = new Dictionary<string, string>
            {
                [CheckDocument.Document] = "Lesbar", [CheckDocument.Proof] = "Seit der Signatur unverändert", [CheckDocument.Issuer] = "Vom Aussteller signiert", [CheckDocument.Holder] = "Vom Inhaber vorgelegt",
                [CheckDocument.Challenge] = "Für diese Anfrage erstellt", [CheckDocument.Domain] = "Für diese Website erstellt", [CheckDocument.Validity] = "Heute gültig", [CheckDocument.Schema] = "Entspricht dem Schema, das er nennt",
                [CheckDocument.Credentials] = "Die Nachweise darin", [CheckDocument.Trust] = "Aussteller vertrauenswürdig", [CheckDocument.Content] = "Inhalt noch vorhanden",
            },
            Statuses = new Dictionary<string, string>
            {
                [CheckDocument.Pass] = "Bestanden", [CheckDocument.Warning] = "Warnung", [CheckDocument.Fail] = "Nicht bestanden", [CheckDocument.Unchecked] = "Konnte nicht geprüft werden", [CheckDocument.NotApplicable] = "Trifft nicht zu",
            },
            What = "Was geprüft wurde", Id = "Nachweis-ID", Title = "Nachweis", Holder = "Inhaber", Issuer = "Ausgestellt von", IssuedOn = "Ausgestellt am", ValidFrom = "Gültig ab", ValidUntil = "Gültig bis", ChangedAt = "Status seit",
            When = "Wann und von wem", CheckedAt = "Geprüft", AsOf = "Stand", Age = "{0}, {1} vor der Prüfung", NeverHeard = "Dieser Prüfdienst hat vom Aussteller noch nichts erhalten.",
            VerifiedBy = "Geprüft von", Fingerprint = "SHA-256-Fingerabdruck des Zertifikats des Prüfdienstes", ChecksMade = "Die einzelnen Prüfungen", Contained = "Nachweis {0}", Details = DetailTexts.German, InEnglish = "auf Englisch", Because = "Das Ergebnis der Prüfung", Said = "Was der Prüfdienst sagt (englisch)",
            Note = "Dieser Bericht gibt wieder, was zum Zeitpunkt der Prüfung galt. Seitdem kann der Nachweis widerrufen, ausgesetzt oder ersetzt worden sein. Der Bericht ist selbst kein Nachweis: Wer sich auf den Nachweis verlassen will, prüft ihn erneut.",
            Check = "Jetzt erneut prüfen unter",
            SignedBy = "Der Prüfdienst hat diese PDF-Datei signiert, sodass jede spätere Änderung daran zu erkennen ist. Das Zertifikat finden Sie unter {0}. Sein Fingerabdruck muss mit dem in diesem Bericht übereinstimmen.",
            Reason = "Vom Prüfdienst signiert, damit jede Änderung zu erkennen ist", Attachment = "Die Antwort des Prüfdienstes für Programme (JSON)", CodeText = "QR-Code der Adresse",
            Days = "T.", Hours = "Std.", Minutes = "Min.", Seconds = "Sek.",
        },
        new()
        {
            Language = "ar",
            Heading = "تقرير التحقق",
            Verdicts = new Dictionary<string, string>
            {
                [AuditOutcome.Valid] = "هذه الشهادة صالحة", [AuditOutcome.Expired] = "انتهت صلاحية هذه الشهادة", [AuditOutcome.NotYetValid] = "لم تصبح هذه الشهادة صالحة بعد",
                [AuditOutcome.Suspended] = "هذه الشهادة معلَّقة", [AuditOutcome.Revoked] = "أُلغيت هذه الشهادة", [AuditOutcome.Superseded] = "استُبدلت هذه الشهادة",
                [AuditOutcome.Erased] = "حُذفت هذه الشهادة", [AuditOutcome.Stale] = "هذه النتيجة ليست حديثة بما يكفي", [AuditOutcome.NotAuthentic] = "لم توقّع جهة الإصدار هذه الشهادة",
                [NotCertain] = "تعذّر التحقق من توقيع جهة الإصدار", [AuditOutcome.Unknown] = "لم يُعثر على الشهادة", [AuditOutcome.Different] = "هذه الشهادة لا تطابق ما أُصدر",
            },
            DocumentVerdicts = new Dictionary<string, string>
            {
                [VerdictOutcome.Untrusted] = "هذه الشهادة سليمة، لكن جهة إصدارها غير موثوق بها هنا", [VerdictOutcome.Unchecked] = "تعذّر التحقق مما إذا كانت هذه الشهادة صالحة",
                [AuditOutcome.NotAuthentic] = "لا تثبت هذه الشهادة أن جهة إصدارها وقّعتها", [VerdictOutcome.Malformed] = "هذه الشهادة غير سليمة",
            },
            Checks = new Dictionary<string, string>
            {
                [CheckDocument.Known] = "معروفة لدى خدمة التحقق هذه", [CheckDocument.Authentic] = "موقَّعة من جهة الإصدار", [CheckDocument.Content] = "المحتوى كما أُصدر", [CheckDocument.ValidFrom] = "بدأت صلاحيتها",
                [CheckDocument.Expiry] = "لم تنتهِ صلاحيتها", [CheckDocument.Suspension] = "غير معلَّقة", [CheckDocument.Revocation] = "غير ملغاة", [CheckDocument.Current] = "غير مستبدَلة",
                [CheckDocument.Issuer] = "صادرة عن", [CheckDocument.Fresh] = "المعلومات حديثة",
            },
            DocumentChecks = new Dictionary<string, string>
            {
                [CheckDocument.Document] = "يمكن قراءتها", [CheckDocument.Proof] = "لم تتغير منذ توقيعها", [CheckDocument.Issuer] = "موقَّعة من جهة إصدارها", [CheckDocument.Holder] = "قدّمها صاحبها",
                [CheckDocument.Challenge] = "أُعدّت لهذا الطلب", [CheckDocument.Domain] = "أُعدّت لهذا الموقع", [CheckDocument.Validity] = "صالحة اليوم", [CheckDocument.Schema] = "مطابقة للمخطط الذي تذكره",
                [CheckDocument.Credentials] = "الشهادات التي فيها", [CheckDocument.Trust] = "جهة الإصدار موثوق بها", [CheckDocument.Content] = "المحتوى ما زال موجودًا",
            },
            Statuses = new Dictionary<string, string>
            {
                [CheckDocument.Pass] = "نجح", [CheckDocument.Warning] = "تنبيه", [CheckDocument.Fail] = "أخفق", [CheckDocument.Unchecked] = "لم يُفحص", [CheckDocument.NotApplicable] = "لا ينطبق",
            },
            What = "ما جرى التحقق منه", Id = "معرّف الشهادة", Title = "الشهادة", Holder = "صاحب الشهادة", Issuer = "صادرة عن", IssuedOn = "تاريخ الإصدار", ValidFrom = "صالحة من", ValidUntil = "صالحة حتى", ChangedAt = "الحالة منذ",
            When = "متى ومن قِبل من", CheckedAt = "وقت التحقق", AsOf = "المعلومات حتى", Age = "{0}، قبل الفحص بـ {1}", NeverHeard = "لم تصل خدمةَ التحقق هذه معلومات من جهة الإصدار بعد.",
            VerifiedBy = "جهة التحقق", Fingerprint = "بصمة SHA-256 لشهادة توقيع خدمة التحقق", ChecksMade = "الفحوص", Contained = "الشهادة {0}", Details = DetailTexts.Arabic, InEnglish = "بالإنجليزية", Because = "نتيجة الفحص", Said = "ما تقوله خدمة التحقق (بالإنجليزية)",
            Note = "يبيّن هذا التقرير ما كان عليه الأمر وقت الفحص. ربما أُلغيت الشهادة أو عُلّقت أو استُبدلت منذ ذلك الحين. التقرير نفسه ليس شهادة: للاعتماد على الشهادة تحقق منها مجددًا.",
            Check = "تحقق مجددًا الآن على",
            SignedBy = "وقّعت خدمة التحقق ملف PDF هذا، فيظهر أي تغيير لاحق فيه. تجد شهادة التوقيع على {0} ويجب أن تطابق بصمتُها البصمة المذكورة في هذا التقرير.",
            Reason = "وقّعته خدمة التحقق ليظهر أي تغيير فيه", Attachment = "إجابة خدمة التحقق للبرامج (JSON)", CodeText = "رمز QR للعنوان",
            Days = "يوم", Hours = "ساعة", Minutes = "دقيقة", Seconds = "ثانية",
        },
    ];

    /// <summary>All languages.</summary>
    public static IReadOnlyList<ReportTexts> All => s_all;

    /// <summary>The language: a tag of BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>What a report is.</summary>
    public required string Heading { get; init; }

    /// <summary>The verdicts, by outcome.</summary>
    public required IReadOnlyDictionary<string, string> Verdicts { get; init; }

    /// <summary>The verdicts that are worded differently for documents that prove themselves, or that only they have.</summary>
    public required IReadOnlyDictionary<string, string> DocumentVerdicts { get; init; }

    /// <summary>The names of the checks.</summary>
    public required IReadOnlyDictionary<string, string> Checks { get; init; }

    /// <summary>The names of the checks that are worded differently for documents that prove themselves, or that only they have.</summary>
    public required IReadOnlyDictionary<string, string> DocumentChecks { get; init; }

    /// <summary>The results of checks.</summary>
    public required IReadOnlyDictionary<string, string> Statuses { get; init; }

    /// <summary>The heading above what was verified.</summary>
    public required string What { get; init; }

    /// <summary>The label of the ID.</summary>
    public required string Id { get; init; }

    /// <summary>The label of what the credential is called.</summary>
    public required string Title { get; init; }

    /// <summary>The label of the holder.</summary>
    public required string Holder { get; init; }

    /// <summary>The label of the issuer.</summary>
    public required string Issuer { get; init; }

    /// <summary>The label of the day of issue.</summary>
    public required string IssuedOn { get; init; }

    /// <summary>The label of the beginning of validity.</summary>
    public required string ValidFrom { get; init; }

    /// <summary>The label of the end of validity.</summary>
    public required string ValidUntil { get; init; }

    /// <summary>The label of the last change of the status.</summary>
    public required string ChangedAt { get; init; }

    /// <summary>The heading above when and by whom it was verified.</summary>
    public required string When { get; init; }

    /// <summary>The label of the moment of the check.</summary>
    public required string CheckedAt { get; init; }

    /// <summary>The label of the moment up to which everything from the issuer was known.</summary>
    public required string AsOf { get; init; }

    /// <summary>That moment, and how long before the check it was.</summary>
    public required string Age { get; init; }

    /// <summary>What is said if nothing has been heard from the issuer.</summary>
    public required string NeverHeard { get; init; }

    /// <summary>The label of the verifier.</summary>
    public required string VerifiedBy { get; init; }

    /// <summary>The label of the fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The heading above the checks.</summary>
    public required string ChecksMade { get; init; }

    /// <summary>The heading above a credential in a presentation.</summary>
    public required string Contained { get; init; }

    /// <summary>What the checks found in this language; null if it is English, in which they say it themselves.</summary>
    public DetailTexts? Details { get; init; }

    /// <summary>That something is said in English.</summary>
    public required string InEnglish { get; init; }

    /// <summary>Before what the check found that determines the verdict.</summary>
    public required string Because { get; init; }

    /// <summary>Before the verdict in English.</summary>
    public required string Said { get; init; }

    /// <summary>What a report is worth.</summary>
    public required string Note { get; init; }

    /// <summary>Above the address.</summary>
    public required string Check { get; init; }

    /// <summary>That it is signed, and where the certificate is.</summary>
    public required string SignedBy { get; init; }

    /// <summary>Why it is signed.</summary>
    public required string Reason { get; init; }

    /// <summary>What the attached file is.</summary>
    public required string Attachment { get; init; }

    /// <summary>What the QR code is.</summary>
    public required string CodeText { get; init; }

    /// <summary>The unit of days.</summary>
    public required string Days { get; init; }

    /// <summary>The unit of hours.</summary>
    public required string Hours { get; init; }

    /// <summary>The unit of minutes.</summary>
    public required string Minutes { get; init; }

    /// <summary>The unit of seconds.</summary>
    public required string Seconds { get; init; }

    /// <summary>The texts that fit best what a caller accepts; English if none do.</summary>
    /// <param name="asked">A tag of BCP 47 that was asked for, or null.</param>
    /// <param name="accepted">The header <c>Accept-Language</c>, or null.</param>
    public static ReportTexts For(string? asked, string? accepted) => LanguageTag.BestAccepted(s_all, static one => one.Language, asked, accepted) ?? s_all[0];

    /// <summary>A verdict as a sentence. One that is not known here is none on which anybody could rely.</summary>
    public string SentenceOf(StatedVerdict verdict, bool isDocument)
    {
        if (isDocument && DocumentVerdicts.TryGetValue(verdict.Outcome, out var sentence)) return sentence;
        return Verdicts[verdict.IsUncertain ? NotCertain : verdict.Outcome];
    }

    /// <summary>What a check found, as a sentence: in English, and said to be so, if there are no words for it in this language.</summary>
    /// <param name="check">The check.</param>
    /// <param name="english">The sentence of the check itself, as it is shown.</param>
    public string SentenceOf(CheckDocument check, string english) => Details is null ? english : Details.SentenceOf(check, this) ?? $"{english} ({InEnglish})";

    /// <summary>The name of a check.</summary>
    public string NameOf(string check, bool isDocument) => isDocument && DocumentChecks.TryGetValue(check, out var name) ? name : Checks.TryGetValue(check, out name) ? name : check;

    /// <summary>A day, or a moment in UTC, given in RFC 3339.</summary>
    public string Time(string text) => Rfc3339.TryParse(text, out DateOnly day) ? Day(day) : Rfc3339.TryParse(text, out DateTimeOffset moment) ? Moment(moment) : text;

    /// <summary>A day.</summary>
    public string Day(DateOnly day) => DayText.In(Language).Of(day);

    /// <summary>A moment to the second, in UTC.</summary>
    public string Moment(DateTimeOffset moment) => $"{Day(DateOnly.FromDateTime(moment.UtcDateTime))}, {moment.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC";

    /// <summary>How long something took, in its largest unit.</summary>
    public string Span(TimeSpan span)
    {
        var (number, unit) = span switch
        {
            { TotalDays: >= 1 } => (span.TotalDays, Days),
            { TotalHours: >= 1 } => (span.TotalHours, Hours),
            { TotalMinutes: >= 1 } => (span.TotalMinutes, Minutes),
            _ => (span.TotalSeconds, Seconds),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(number):0} {unit}");
    }
}
