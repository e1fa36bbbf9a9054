/** Why there is no picture of a camera. */
export type CameraFault = "insecure" | "notAllowed" | "noCamera" | "inUse" | "failed";

/** The camera that looks away from the user, if there are several. */
const wanted: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** The scanner's own way of opening one keeps to itself why it failed. */
export async function openCamera(): Promise<MediaStream | CameraFault> {
  // Browsers hide cameras from pages that anybody on the way could have changed.
  if (globalThis.isSecureContext === false) return "insecure";
  if (!navigator.mediaDevices) return "noCamera";
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    return faults[(error as DOMException).name] ?? "failed";
  }
}

/** By the names that the specification gives the errors (Media Capture and Streams, 10.2). */
const faults: Record<string, CameraFault | undefined> = {
  NotAllowedError: "notAllowed",
  SecurityError: "notAllowed",
  NotFoundError: "noCamera",
  OverconstrainedError: "noCamera",
  NotReadableError: "inUse",
  AbortError: "inUse",
};

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
