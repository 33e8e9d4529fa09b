package io.latentmill.job.columns;

import io.latentmill.udf.scores.PerceptualHash;
import io.latentmill.udf.scores.SafetyChecker;
import io.latentmill.udf.scores.ScorerSpec;
import io.latentmill.udf.scores.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What is known of an image: which columns there are follows from what was asked for. */
public enum ScoreColumn {
  CLIP_SCORE(DataTypes.DoubleType) {
    @Override
    boolean isWanted(ScorerSpec models, boolean embeddings) {
      return models.clipPath().isPresent();
    }

    @Override
    public Object value(Scores scores) {
      return scores.clipScore().orElse(null);
    }
  },
  AESTHETIC(DataTypes.DoubleType) {
    @Override
    boolean isWanted(ScorerSpec models, boolean embeddings) {
      return models.aestheticPath().isPresent();
    }

    @Override
    public Object value(Scores scores) {
      return scores.aesthetic().orElse(null);
    }
  },
  UNSAFE(DataTypes.BooleanType) {
    @Override
    boolean isWanted(ScorerSpec models, boolean embeddings) {
      return models.safetyPath().isPresent();
    }

    @Override
    public Object value(Scores scores) {
      return scores.safety().map(SafetyChecker.Verdict::flagged).orElse(null);
    }
  },
  UNSAFE_CONCEPTS(DataTypes.createArrayType(DataTypes.IntegerType)) {
    @Override
    boolean isWanted(ScorerSpec models, boolean embeddings) {
      return models.safetyPath().isPresent();
    }

    @Override
    public Object value(Scores scores) {
      return scores.safety().map(verdict -> verdict.concepts().toArray()).orElse(null);
    }
  },
  EMBEDDING(DataTypes.createArrayType(DataTypes.FloatType)) {
    @Override
    boolean isWanted(ScorerSpec models, boolean embeddings) {
      return embeddings;
    }

    @Override
    public Object value(Scores scores) {
      return scores.embedding().orElse(null);
    }
  },
  PHASH(DataTypes.StringType) {
    @Override
    public Object value(Scores scores) {
      return PerceptualHash.hex(scores.hash());
    }
  },
  SHARPNESS(DataTypes.DoubleType) {
    @Override
    public Object value(Scores scores) {
      return scores.pixels().sharpness();
    }
  },
  BRIGHTNESS(DataTypes.DoubleType) {
    @Override
    public Object value(Scores scores) {
      return scores.pixels().mean();
    }
  },
  CONTRAST(DataTypes.DoubleType) {
    @Override
    public Object value(Scores scores) {
      return scores.pixels().deviation();
    }
  };

  private final DataType type;
  private final String label = name().toLowerCase(Locale.ROOT);

  ScoreColumn(DataType type) {
    this.type = type;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  public DataType type() {
    return type;
  }

  /** Whether it comes of these models, and of embeddings being kept. */
  boolean isWanted(ScorerSpec models, boolean embeddings) {
    return true;
  }

  /** Its value, null where there is none. */
  public abstract Object value(Scores scores);

  /** The columns that models give, in order. */
  public static List<ScoreColumn> of(ScorerSpec models, boolean embeddings) {
    return Arrays.stream(values()).filter(it -> it.isWanted(models, embeddings)).toList();
  }

  /** The column of that name. */
  public static Optional<ScoreColumn> ofName(String name) {
    return Arrays.stream(values()).filter(it -> it.label.equals(name)).findFirst();
  }
}
