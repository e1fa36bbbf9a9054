interface Wanted {
  /** The text on its page. */
  text: string;
  attachments?: Record<string, string>;
  /** Whether only a password opens it. */
  isEncrypted?: boolean;
}

/** A small PDF with one page and attachments (ISO 32000-1, 7.11.4), for tests. */
export function pdfWith({ text, attachments = {}, isEncrypted = false }: Wanted): File {
  const bytes = new TextEncoder();
  const stream = (content: string, more = "") =>
    `<< /Length ${bytes.encode(content).length} ${more} >>\nstream\n${content}\nendstream`;
  const names = Object.keys(attachments);
  const first = 6;
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [${names
      .map((name, at) => `(${name}) ${first + 2 * at} 0 R`)
      .join(" ")}] >> >> >>`,
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    stream(`BT /F1 24 Tf 72 700 Td (${text}) Tj ET`),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...names.flatMap((name, at) => [
      `<< /Type /Filespec /F (${name}) /UF (${name}) /EF << /F ${first + 2 * at + 1} 0 R >> >>`,
      stream(attachments[name] ?? "", "/Type /EmbeddedFile"),
    ]),
  ];
  if (isEncrypted) {
    const [o, u] = ["4f", "55"].map((byte) => byte.repeat(32));
    objects.push(`<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${o}> /U <${u}> >>`);
  }
  let file = "%PDF-1.7\n";
  const offsets = objects.map((object, at) => {
    const offset = bytes.encode(file).length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = bytes.encode(file).length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const encrypted = isEncrypted ? `/Encrypt ${objects.length} 0 R /ID [<aa> <aa>]` : "";
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${encrypted} >>\nstartxref\n${start}\n%%EOF\n`;
  return new File([file], "certificate.pdf", { type: "application/pdf" });
}
