package io.latentmill.job.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * Takes secrets out of messages that others wrote: the values of secret configuration keys wherever
 * they stand, what is assigned to such a key, and the user-info of URIs.
 */
public final class Redaction implements UnaryOperator<String> {
  private static final String HIDDEN = "***";
  private static final String SECRET_WORDS = "secret|password|token|credential|access[._-]?key";

  private static final Pattern SECRET_KEY = Pattern.compile(SECRET_WORDS, Pattern.CASE_INSENSITIVE);

  /** {@code a.secret.key=value}, or {@code "a.secret.key": "value"}; prose has no dotted keys. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "([\\w.-]*(?:%s)[\\w.-]*\"?=|\\w[\\w-]*\\.[\\w.-]*(?:%s)[\\w.-]*\"?\\s*:)\\s*(?:\"[^\"]*\"|[^\\s,;\"]+)"
              .formatted(SECRET_WORDS, SECRET_WORDS),
          Pattern.CASE_INSENSITIVE);

  /** A secret key may hold slashes; what looks like a port is one. */
  private static final Pattern USER_INFO =
      Pattern.compile(
          "([a-zA-Z][\\w+.-]*://)(?:%s|[^/@\\s]+@)".formatted(CredentialPaths.NAME_AND_SECRET));

  /** Shorter values are switches and numbers, which also stand in innocent places. */
  private static final int SHORTEST_SECRET = 8;

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  /** A redaction of what Spark's configuration and the environment hold. */
  public static Redaction of(SparkConf conf) {
    List<String> secrets = new ArrayList<>();
    for (scala.Tuple2<String, String> entry : conf.getAll()) {
      collect(entry._1(), entry._2(), secrets);
    }
    for (Map.Entry<String, String> entry : System.getenv().entrySet()) {
      collect(entry.getKey(), entry.getValue(), secrets);
    }
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    return new Redaction(secrets);
  }

  /** A provider is the name of a class, not what it provides. */
  private static void collect(String key, String value, List<String> secrets) {
    if (SECRET_KEY.matcher(key).find()
        && !key.endsWith(".provider")
        && value.length() >= SHORTEST_SECRET) {
      secrets.add(value);
    }
  }

  @Override
  public String apply(String message) {
    String redacted = message;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, HIDDEN);
    }
    redacted = ASSIGNMENT.matcher(redacted).replaceAll("$1" + HIDDEN);
    return USER_INFO.matcher(redacted).replaceAll("$1" + HIDDEN + "@");
  }
}
