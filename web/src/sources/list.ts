/** The words of a typed list: separated by 、 or commas, each once, without blanks around it. */
export function listOf(text: string): string[] {
  const words = text.split(/[、,，;；\n]/).map((word) => word.trim());
  return [...new Set(words.filter(Boolean))];
}
