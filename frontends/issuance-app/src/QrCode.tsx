import { QRCodeSVG } from "qrcode.react";

/** A QR code. Scanners need dark on white, in dark mode, too. */
export function QrCode({ value, title, size }: { value: string; title: string; size: number }) {
  return (
    <QRCodeSVG
      value={value}
      title={title}
      size={size}
      marginSize={2}
      style={{ flex: "none", borderRadius: 8, border: "1px solid var(--mantine-color-default-border)" }}
    />
  );
}
