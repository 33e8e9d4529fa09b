package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class PlainDigitsTest {
  @Test
  void namesDoNotDependOnTheMachinesLanguage() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    try {
      Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
      assertThat("%03d %.1f".formatted(7, 0.5)).isEqualTo("\u0660\u0660\u0667 \u0660\u066b\u0665");
      PlainDigits.everywhere();
      assertThat("%03d %.1f".formatted(7, 0.5)).isEqualTo("007 0.5");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }
}
