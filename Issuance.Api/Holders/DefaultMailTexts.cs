namespace Issuance.Api.Holders;

/// <summary>The texts of messages where an issuer has none of its own.</summary>
internal static class DefaultMailTexts
{
    /// <summary>All of them, in English, German and Arabic.</summary>
    public static IReadOnlyList<MailText> All { get; } =
    [
        new(MailKind.Invitation, "en", "Your credential from {issuer}: {credential}",
            """
            Dear {holder},

            {issuer} has issued a credential to you: {credential}.

            Open your personal page to see it, download it as a PDF or share it:

            {link}

            The link works once, until {expires}. It is meant for you alone; please do not forward it. If it no longer works, the page can send you a new one.
            """),
        new(MailKind.NewLink, "en", "Your new link: {credential}",
            """
            Dear {holder},

            Here is the new link to your credential {credential} from {issuer}:

            {link}

            The link works once, until {expires}. If you did not ask for it, you can ignore this message.
            """),
        new(MailKind.Expiry, "en", "Your credential expires on {expires}: {credential}",
            """
            Dear {holder},

            Your credential {credential} from {issuer} is valid until {expires}. If you need a new one, please contact {issuer}.

            Your personal page:

            {link}
            """),
        new(MailKind.Answer, "en", "Your request for a correction: {credential}",
            """
            Dear {holder},

            {issuer} has answered your request for a correction of {credential}:

            {answer}

            Your personal page:

            {link}

            The link works once, until {expires}.
            """),
        new(MailKind.Invitation, "de", "Ihr Nachweis von {issuer}: {credential}",
            """
            Guten Tag {holder},

            {issuer} hat Ihnen einen Nachweis ausgestellt: {credential}.

            Auf Ihrer persönlichen Seite können Sie ihn ansehen, als PDF herunterladen und teilen:

            {link}

            Der Link funktioniert einmal, bis {expires}. Er ist nur für Sie bestimmt; bitte leiten Sie ihn nicht weiter. Wenn er nicht mehr funktioniert, schickt Ihnen die Seite einen neuen.
            """),
        new(MailKind.NewLink, "de", "Ihr neuer Link: {credential}",
            """
            Guten Tag {holder},

            hier ist der neue Link zu Ihrem Nachweis {credential} von {issuer}:

            {link}

            Der Link funktioniert einmal, bis {expires}. Wenn Sie ihn nicht angefordert haben, können Sie diese Nachricht ignorieren.
            """),
        new(MailKind.Expiry, "de", "Ihr Nachweis läuft am {expires} ab: {credential}",
            """
            Guten Tag {holder},

            Ihr Nachweis {credential} von {issuer} ist bis {expires} gültig. Wenn Sie einen neuen brauchen, wenden Sie sich bitte an {issuer}.

            Ihre persönliche Seite:

            {link}
            """),
        new(MailKind.Answer, "de", "Ihre Bitte um Korrektur: {credential}",
            """
            Guten Tag {holder},

            {issuer} hat auf Ihre Bitte geantwortet, {credential} zu korrigieren:

            {answer}

            Ihre persönliche Seite:

            {link}

            Der Link funktioniert einmal, bis {expires}.
            """),
        new(MailKind.Invitation, "ar", "شهادتك من {issuer}: {credential}",
            """
            مرحبًا {holder}،

            أصدرت لك {issuer} شهادة: {credential}.

            افتح صفحتك الشخصية للاطلاع عليها أو تنزيلها بصيغة PDF أو مشاركتها:

            {link}

            يعمل الرابط مرة واحدة حتى {expires}. وهو مخصص لك وحدك، فلا تعد توجيهه إلى غيرك. وإذا لم يعد يعمل، فيمكن للصفحة أن ترسل إليك رابطًا جديدًا.
            """),
        new(MailKind.NewLink, "ar", "رابطك الجديد: {credential}",
            """
            مرحبًا {holder}،

            هذا هو الرابط الجديد إلى شهادتك {credential} من {issuer}:

            {link}

            يعمل الرابط مرة واحدة حتى {expires}. وإذا لم تطلبه، فيمكنك تجاهل هذه الرسالة.
            """),
        new(MailKind.Expiry, "ar", "تنتهي صلاحية شهادتك في {expires}: {credential}",
            """
            مرحبًا {holder}،

            شهادتك {credential} من {issuer} صالحة حتى {expires}. وإذا احتجت إلى شهادة جديدة، فتواصل مع {issuer}.

            صفحتك الشخصية:

            {link}
            """),
        new(MailKind.Answer, "ar", "طلبك بتصحيح: {credential}",
            """
            مرحبًا {holder}،

            أجابت {issuer} عن طلبك بتصحيح {credential}:

            {answer}

            صفحتك الشخصية:

            {link}

            يعمل الرابط مرة واحدة حتى {expires}.
            """),
    ];
}
