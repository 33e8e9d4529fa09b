package io.latentmill.udf.pipeline.load;

import io.latentmill.udf.weights.Checkpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The licence that a checkpoint's card names: {@code license} of the README's front matter. */
public final class ModelLicence {
  private static final String CARD = "README.md";
  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A---\\R(.*?)\\R---", Pattern.DOTALL);

  /** The hub's word for licences that it does not list; these have a name of their own. */
  private static final String OTHER = "other";

  private ModelLicence() {}

  /** The licence; empty where there is no card, or it names none. */
  public static Optional<String> of(Checkpoint checkpoint) {
    return checkpoint.text(CARD).flatMap(ModelLicence::read);
  }

  static Optional<String> read(String card) {
    Matcher matter = FRONT_MATTER.matcher(card);
    if (!matter.find()) {
      return Optional.empty();
    }
    Optional<String> licence = value("license", matter.group(1));
    return licence.filter(OTHER::equals).isPresent()
        ? value("license_name", matter.group(1)).or(() -> licence)
        : licence;
  }

  private static Optional<String> value(String key, String yaml) {
    Matcher line =
        Pattern.compile("^%s:[ \t]*[\"']?([^\"'\r\n#]+)".formatted(key), Pattern.MULTILINE)
            .matcher(yaml);
    return line.find()
        ? Optional.of(line.group(1).strip()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }
}
