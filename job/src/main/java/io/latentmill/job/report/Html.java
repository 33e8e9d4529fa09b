package io.latentmill.job.report;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.text.translate.AggregateTranslator;
import org.apache.commons.text.translate.CharSequenceTranslator;
import org.apache.commons.text.translate.EntityArrays;
import org.apache.commons.text.translate.LookupTranslator;

/** HTML under construction; every text that is not markup of this package's own is escaped. */
final class Html {
  private static final CharSequenceTranslator ESCAPES =
      new AggregateTranslator(
          new LookupTranslator(EntityArrays.BASIC_ESCAPE),
          new LookupTranslator(Map.of("'", "&#39;")));

  private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");

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
    return ESCAPES.translate(CONTROLS.matcher(plain).replaceAll(" "));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
