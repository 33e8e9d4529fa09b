package io.latentmill.job.report;

/** HTML under construction; every text that is not markup of this package's own is escaped. */
final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Appends markup as it is. */
  Html markup(String markup) {
    text.append(markup);
    return this;
  }

  /** Appends any text. */
  Html text(String plain) {
    text.append(escape(plain));
    return this;
  }

  /** Appends an element that holds any text. */
  Html element(String name, String plain) {
    return markup("<" + name + ">").text(plain).markup("</" + name + ">");
  }

  /** Safe in text and in quoted attributes. */
  static String escape(String plain) {
    StringBuilder safe = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return safe.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
