import type { HolderTexts } from "./en";

export const de: HolderTexts = {
  app: "Ihr Nachweis",
  pageTitle: (page) => `${page} · KubeCredential`,
  verify: "Prüfen",
  opening: "Ihr Nachweis wird geöffnet",
  signOut: "Abmelden",
  yours: "Das ist Ihr Nachweis. Nur Sie sehen diese Seite; sie wurde mit Ihrem persönlichen Link geöffnet.",
  states: {
    revoked: "Der Aussteller hat diesen Nachweis widerrufen. Er ist nicht mehr gültig.",
    suspended: "Der Aussteller hat diesen Nachweis ausgesetzt. Bis zur Wiedereinsetzung ist er nicht gültig.",
    superseded:
      "Der Aussteller hat diesen Nachweis durch einen neueren ersetzt. Bitten Sie den Aussteller um einen Link dazu.",
    renewed: "Der Aussteller hat den Nachweis, der diesen ersetzen wird, schon ausgestellt.",
    expired: "Dieser Nachweis ist abgelaufen.",
    notYetValid: "Dieser Nachweis ist noch nicht gültig.",
  },
  links: {
    unknown: {
      title: "Dieser Link funktioniert nicht",
      text: "Vielleicht fehlt ein Teil. Öffnen Sie ihn aus der Nachricht, die Sie erhalten haben, oder kopieren Sie den ganzen Link.",
    },
    used: {
      title: "Dieser Link wurde schon benutzt",
      text: "Jeder Link öffnet diese Seite einmal, damit ihn niemand sonst verwenden kann. Wir können einen neuen an die Adresse senden, an die dieser ging.",
    },
    expired: {
      title: "Dieser Link ist abgelaufen",
      text: "Wir können einen neuen an die Adresse senden, an die dieser ging.",
    },
    revoked: {
      title: "Dieser Link gilt nicht mehr",
      text: "Der Aussteller hat ihn zurückgezogen. Brauchen Sie weiterhin Zugang, bitten Sie den Aussteller um einen neuen Link.",
    },
    erased: {
      title: "Dieser Nachweis wurde gelöscht",
      text: "Der Aussteller hat ihn mit seinem ganzen Inhalt gelöscht. Haben Sie nicht darum gebeten, wenden Sie sich an den Aussteller.",
    },
    ended: {
      title: "Ihre Sitzung ist beendet",
      text: "Öffnen Sie noch einmal den Link in Ihrer letzten Nachricht. Wurde er schon benutzt, können Sie sich dort einen neuen senden lassen.",
    },
    endedHere: "Wir können einen neuen Link an die Adresse senden, an die der letzte ging.",
    signedOut: {
      title: "Sie sind abgemeldet",
      text: "Um diese Seite wieder zu öffnen, verwenden Sie den Link in Ihrer letzten Nachricht. Wurde er schon benutzt, können Sie sich dort einen neuen senden lassen.",
    },
    none: {
      title: "Öffnen Sie Ihren persönlichen Link",
      text: "Diese Seite zeigt Ihren Nachweis, wenn Sie sie mit dem Link öffnen, den Sie vom Aussteller erhalten haben.",
    },
    send: "Neuen Link senden",
    sent: "Wenn der Link von uns war, ist ein neuer an dieselbe Adresse unterwegs. Das kann einige Minuten dauern; sehen Sie auch im Spam-Ordner nach.",
    noMessage: "Haben Sie den Link nicht per E-Mail erhalten? Dann bitten Sie den Aussteller um einen neuen.",
  },
  papers: {
    heading: "Herunterladen",
    intro:
      "Die Urkunde zum Drucken, Anhängen oder Vorzeigen. Das PDF enthält den signierten Nachweis, sodass jeder ihn prüfen kann.",
    pdf: "PDF",
    png: "Bild (PNG)",
    svg: "Bild (SVG)",
    page: "Papierformat",
    pages: { A4: "A4", Letter: "US-Letter" },
    language: "Sprache der Datei",
    making: (name) => `${name} wird erstellt`,
    done: (name) => `${name} wurde heruntergeladen.`,
    failedTitle: "Diese Datei konnte nicht erstellt werden",
    longPaper: "Für ein einzelnes Bild ist es zu viel Text. Verwenden Sie das PDF.",
    unknownCharacter: (codePoint) =>
      `Keine Schrift hat das Zeichen ${codePoint}. Bitten Sie den Aussteller, den Nachweis zu korrigieren. Die anderen Formen unten funktionieren.`,
  },
  portable: {
    heading: "Digitale Formen",
    intro:
      "Für Wallets, Badge-Sammlungen und andere Dienste. Jede ist vom Aussteller signiert und lässt sich ohne uns prüfen.",
    download: (name) => `Herunterladen: ${name}`,
    forms: {
      vc: "Verifiable Credential",
      "vc-jwt": "Verifiable Credential (JWT)",
      "open-badge": "Open Badge 3.0",
      "vc-ecdsa": "Verifiable Credential (ECDSA)",
      "vc-jcs": "Verifiable Credential (JCS)",
    },
  },
  show: {
    heading: "Zeigen",
    intro: "Wer diese Adresse hat, kann Ihren Nachweis sehen und prüfen.",
    hidden: (names) => `Dort verborgen: ${names}`,
    address: "Öffentliche Adresse",
    copy: "Adresse kopieren",
    open: "Öffentliche Seite öffnen",
    linkedIn: "Zu LinkedIn hinzufügen",
    qr: "QR-Code der öffentlichen Adresse",
  },
  shares: {
    heading: "Alles teilen",
    intro:
      "Ein Freigabelink zeigt den ganzen Nachweis, auch was die öffentliche Seite verbirgt. Sie bestimmen, wie lange er funktioniert, und können ihn jederzeit abschalten.",
    add: "Freigabelink erstellen",
    label: "Für wen",
    labelHint: "Optional. Nur Sie sehen das.",
    labelExample: "Bewerbung bei der Beispiel GmbH",
    until: "Wie lange er funktioniert",
    choices: {
      week: "1 Woche",
      month: "1 Monat",
      year: "1 Jahr",
      always: "Bis ich ihn abschalte",
      day: "Bis zu einem Tag, den ich wähle",
    },
    day: "Letzter Tag",
    create: "Link erstellen",
    madeTitle: "Ihr Freigabelink",
    made: "Kopieren Sie ihn jetzt. Er wird nicht noch einmal angezeigt.",
    copy: "Link kopieren",
    done: "Fertig",
    emptyTitle: "Noch keine Freigabelinks",
    empty:
      "Erstellen Sie für jeden Arbeitgeber und jedes Amt einen eigenen, damit Sie jeden einzeln abschalten können.",
    unnamed: "Ohne Namen",
    working: "Funktioniert",
    off: "Abgeschaltet",
    over: "Abgelaufen",
    untilDay: (day) => `bis ${day}`,
    always: "bis Sie ihn abschalten",
    opened: (count) =>
      count === 0 ? "Noch nicht geöffnet" : count === 1 ? "Einmal geöffnet" : `${count}-mal geöffnet`,
    lastOpened: "zuletzt",
    switchOff: "Abschalten",
    switchOffOf: (label) => `Abschalten: ${label}`,
    switchOffTitle: "Diesen Link abschalten?",
    switchOffText:
      "Wer ihn hat, kann ihn nicht mehr öffnen. Das lässt sich nicht rückgängig machen, aber Sie können einen neuen erstellen.",
    errors: {
      tooLong: (limit) => `Verwenden Sie höchstens ${limit} Zeichen.`,
      day: "Wählen Sie einen Tag in der Zukunft.",
    },
  },
  corrections: {
    heading: "Ist Ihr Name falsch?",
    intro:
      "Teilen Sie dem Aussteller mit, wie er geschrieben wird. Der Aussteller prüft das und ersetzt den Nachweis, wenn Sie recht haben.",
    report: "Fehler melden",
    current: "Jetzt",
    proposed: "So wird Ihr Name richtig geschrieben",
    note: "Nachricht an den Aussteller",
    noteHint: "Optional. Zum Beispiel, welches Dokument den richtigen Namen zeigt.",
    send: "Senden",
    sent: "Der Aussteller hat Ihre Anfrage erhalten. Die Antwort finden Sie hier.",
    states: { open: "Wartet auf Antwort", corrected: "Korrigiert", declined: "Abgelehnt" },
    asked: "Ihr Wunsch",
    answer: "Antwort",
    corrected:
      "Der Aussteller hat einen neuen Nachweis ausgestellt. Wenn Sie noch keinen Link dazu haben, bitten Sie den Aussteller darum.",
    tooMany: "Drei Ihrer Anfragen warten noch. Warten Sie eine Antwort ab, bevor Sie eine weitere senden.",
    errors: {
      missing: "Geben Sie Ihren Namen so ein, wie er sein soll.",
      same: "So ist er jetzt geschrieben.",
      tooLong: (limit) => `Verwenden Sie höchstens ${limit} Zeichen.`,
    },
  },
  refusedTitle: "Das ist nicht möglich",
  refusals: {
    tooManyShares: "Sie haben zu viele Freigabelinks, die funktionieren. Schalten Sie zuerst einen ab.",
    tooManyCorrections: "Mehrere Ihrer Anfragen sind noch offen. Warten Sie die Antwort des Ausstellers ab.",
    notOffered: "Der Aussteller bietet diesen Nachweis in dieser Form nicht an.",
  },
  session: {
    ends: (time) => `Zu Ihrer Sicherheit schließt sich diese Seite um ${time}. Danach brauchen Sie einen neuen Link.`,
    messages: (address) => `Nachrichten zu diesem Nachweis gehen an ${address}.`,
  },
};
