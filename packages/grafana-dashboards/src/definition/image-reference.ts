/** `[host[:port]/]path`, of small letters: https://github.com/distribution/reference/blob/main/reference.go */
const REPOSITORY = /^(?:[A-Za-z0-9.-]+(?::\d{1,5})?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const TAG = /:\w[\w.-]{0,127}$/;
const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Whether a text names an image and which of its versions: by a tag, by a digest, or by both, whose digest then counts. */
export function isImageReference(text: string): boolean {
  const named = text.replace(DIGEST, "");
  const repository = named.replace(TAG, "");
  return repository !== text && REPOSITORY.test(repository);
}
