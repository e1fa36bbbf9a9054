/** Two notes up for a valid credential, one low note for anything else. */
export function play(context: AudioContext, isValid: boolean): void {
  const notes = isValid ? [660, 880] : [196];
  for (const [at, frequency] of notes.entries()) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const begin = context.currentTime + at * 0.14;
    const end = begin + (isValid ? 0.13 : 0.45);
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.25, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, end);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(end);
  }
}
