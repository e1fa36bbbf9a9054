import { Box } from "@mantine/core";
import { useState } from "react";
import classes from "./IssuerLogo.module.css";

interface IssuerLogoProps {
  name: string;
  /** A path of this origin, or null. */
  logo: string | null;
  /** Width and height in pixels. */
  size?: number;
  /** In grey, where nothing may look valid. */
  muted?: boolean;
}

/** An issuer's logo, or else its initials. The name is beside it, so both are decoration. */
export function IssuerLogo({ name, logo, size = 40, muted }: IssuerLogoProps) {
  const [broken, setBroken] = useState<string>();
  const style = { "--size": `${size / 16}rem` };
  // The Content-Security-Policy allows nothing from elsewhere.
  if (logo && /^\/[^/\\]/.test(logo) && broken !== logo) {
    return (
      <Box
        component="span"
        className={`${classes.logo} ${classes.picture} ${muted ? classes.muted : ""}`}
        style={style}
      >
        <img src={logo} alt="" onError={() => setBroken(logo)} />
      </Box>
    );
  }
  return (
    <Box component="span" className={`${classes.logo} ${classes.initials}`} style={style} aria-hidden>
      {initialsOf(name)}
    </Box>
  );
}

/** The first letters of the first two words that begin with a letter or a digit. */
export function initialsOf(name: string): string {
  const words = name.normalize("NFC").match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.]*/gu) ?? [];
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
}
