/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/implied.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What the words of a figure mark. */
typedef struct marks {
  bool *regions;  /* R */
  bool *partners; /* R */
  bool *sectors;  /* S */
  bool *users;    /* S + C */
  bool *anywhere; /* R, all true */
} marks;

typedef struct query {
  const rift_economy *economy;
  const rift_sector_classes *classes;
  marks is;
  bool partner_given;
  rift_error *error;
  rift_status status;
} query;

/* Sales of the sectors of some regions to the users of others. */
static double flows(const query *q, const bool *from, const bool *to, bool without_final) {
  const rift_economy *e = q->economy;
  size_t S = e->sector_count;
  size_t R = e->region_count;
  double sum = 0;
  for (size_t i = 0; i < e->node_count; i++) {
    if (!from[i / S] || !q->is.sectors[i % S]) {
      continue;
    }
    for (size_t j = 0; j < e->node_count; j++) {
      sum += to[j / S] && q->is.users[j % S] ? e->intermediate[i * e->node_count + j] : 0;
    }
    const double *finals = e->final_demand + i * R * e->category_count;
    for (size_t k = 0; k < R * e->category_count && !without_final; k++) {
      bool counted = to[k / e->category_count] && q->is.users[S + k % e->category_count];
      sum += counted ? finals[k] : 0;
    }
  }
  return sum;
}

static double nodes(const query *q, const double *values) {
  const rift_economy *e = q->economy;
  double sum = 0;
  for (size_t i = 0; i < e->node_count; i++) {
    bool counted = q->is.regions[i / e->sector_count] && q->is.sectors[i % e->sector_count];
    sum += counted ? values[i] : 0;
  }
  return sum;
}

static double output(query *q) { return nodes(q, q->economy->gross_output); }
static double value_added(query *q) { return nodes(q, q->economy->value_added); }
static double gdp(query *q) { return value_added(q) + nodes(q, q->economy->taxes); }
static double employment(query *q) { return nodes(q, q->economy->employment); }
static double exports(query *q) { return flows(q, q->is.regions, q->is.partners, false); }
static double imports(query *q) { return flows(q, q->is.partners, q->is.regions, false); }
static double use(query *q) { return flows(q, q->is.anywhere, q->is.regions, false); }
static double domestic_use(query *q) { return flows(q, q->is.regions, q->is.regions, false); }
static double final_demand(query *q) { return flows(q, q->is.anywhere, q->is.regions, false); }
static double balance(query *q) { return exports(q) - imports(q); }
static double imported_inputs(query *q) {
  return flows(q, q->is.partners, q->is.regions, true);
}
static double inputs(query *q) {
  return q->partner_given ? imported_inputs(q) : flows(q, q->is.anywhere, q->is.regions, true);
}

/* The same figure with everybody else as the partner. */
static double with_all_partners(query *q, double (*figure)(query *)) {
  query wide = *q;
  bool *partners = rift_allocate(q->economy->region_count, sizeof *partners);
  if (partners == NULL) {
    q->status = rift_error_memory(q->error, 0);
    return 0;
  }
  for (size_t r = 0; r < q->economy->region_count; r++) {
    partners[r] = !q->is.regions[r];
  }
  wide.is.partners = partners;
  double value = figure(&wide);
  free(partners);
  return value;
}

static double exports_share(query *q) { return exports(q) / with_all_partners(q, exports); }
static double imports_share(query *q) { return imports(q) / with_all_partners(q, imports); }
static double exports_of_output(query *q) { return exports(q) / output(q); }
static double imports_of_use(query *q) { return imports(q) / use(q); }
static double inputs_share(query *q) {
  return imported_inputs(q) / with_all_partners(q, imported_inputs);
}

/* Value added of the marked nodes in a unit of each node's output: m = v + m A, summed stage by
 * stage until the last one no longer counts. */
static void add_stages(const query *q, double *m, double *stage, double *next) {
  const rift_economy *e = q->economy;
  size_t n = e->node_count;
  for (size_t j = 0; j < n; j++) {
    bool marked = q->is.regions[j / e->sector_count] && q->is.sectors[j % e->sector_count];
    bool active = e->gross_output[j] > 0;
    stage[j] = marked && active ? e->value_added[j] / e->gross_output[j] : 0;
    m[j] = stage[j];
  }
  double largest = 1;
  for (size_t round = 0; round < 10000 && largest > 1e-14; round++) {
    memset(next, 0, n * sizeof *next);
    largest = 0;
    for (size_t i = 0; i < n; i++) {
      for (size_t j = 0; j < n && stage[i] != 0; j++) {
        next[j] += stage[i] * e->intermediate[i * n + j];
      }
    }
    for (size_t j = 0; j < n; j++) {
      stage[j] = e->gross_output[j] > 0 ? next[j] / e->gross_output[j] : 0;
      m[j] += stage[j];
      largest = fmax(largest, fabs(stage[j]));
    }
  }
}

static double va_in_demand(query *q) {
  const rift_economy *e = q->economy;
  double *m = rift_allocate_doubles(e->node_count);
  double *stage = rift_allocate_doubles(e->node_count);
  double *next = rift_allocate_doubles(e->node_count);
  double sum = 0;
  if (m == NULL || stage == NULL || next == NULL) {
    q->status = rift_error_memory(q->error, 0);
  } else {
    add_stages(q, m, stage, next);
    for (size_t i = 0; i < e->node_count; i++) {
      for (size_t r = 0; r < e->region_count; r++) {
        sum += q->is.partners[r] ? m[i] * rift_economy_final(e, i, r) : 0;
      }
    }
  }
  free(m);
  free(stage);
  free(next);
  return sum;
}

static double va_share_in_demand(query *q) { return va_in_demand(q) / value_added(q); }

static double demand_va_share(query *q) {
  query world = *q;
  world.is.regions = q->is.anywhere;
  double whole = va_in_demand(&world);
  q->status = world.status;
  return q->status == RIFT_OK ? va_in_demand(q) / whole : 0;
}

/* Letters of `words`: R, P, S, U as in the header, C a category, E a partner that is not taken
 * apart from R. Those after a blank may be left out. */
static const struct {
  const char *name;
  const char *words;
  const char *form;
  double (*compute)(query *);
} figures[] = {{"output", "R S", "output:R[:S]", output},
               {"value_added", "R S", "value_added:R[:S]", value_added},
               {"gdp", "R", "gdp:R", gdp},
               {"employment", "R S", "employment:R[:S]", employment},
               {"exports", "RS P", "exports:R:S[:P]", exports},
               {"imports", "RS P", "imports:R:S[:P]", imports},
               {"use", "RS U", "use:R:S[:U]", use},
               {"domestic_use", "RS U", "domestic_use:R:S[:U]", domestic_use},
               {"inputs", "RU SP", "inputs:R:U[:S[:P]]", inputs},
               {"imported_inputs", "RU P", "imported_inputs:R:U[:P]", imported_inputs},
               {"final_demand", "R C", "final_demand:R[:CATEGORY]", final_demand},
               {"balance", "RP S", "balance:R:P[:S]", balance},
               {"va_in_demand", "RE S", "va_in_demand:R:P[:S]", va_in_demand},
               {"exports_share", "RSP", "exports_share:R:S:P", exports_share},
               {"imports_share", "RSP", "imports_share:R:S:P", imports_share},
               {"exports_of_output", "RS P", "exports_of_output:R:S[:P]", exports_of_output},
               {"imports_of_use", "RS P", "imports_of_use:R:S[:P]", imports_of_use},
               {"inputs_share", "RUP", "inputs_share:R:U:P", inputs_share},
               {"va_share_in_demand", "RE S", "va_share_in_demand:R:P[:S]", va_share_in_demand},
               {"demand_va_share", "RE", "demand_va_share:R:P", demand_va_share}};

#define FIGURES (sizeof figures / sizeof figures[0])
#define WORDS_MAX 4
#define WORD_SIZE 64

typedef struct term {
  size_t figure;
  size_t count;
  char words[WORDS_MAX][WORD_SIZE];
} term;

static void complain(rift_implied_fault *fault, const char *what, const char *word,
                     const char *expected) {
  snprintf(fault->message, sizeof fault->message, "%s '%.60s'; expected %s", what, word, expected);
}

static bool name_unknown(rift_implied_fault *fault, const char *name) {
  const char *names[FIGURES];
  for (size_t i = 0; i < FIGURES; i++) {
    names[i] = figures[i].name;
  }
  const char *closest = rift_closest(name, names, FIGURES);
  char expected[96];
  snprintf(expected, sizeof expected, "%s%s%s", closest == NULL ? "" : "'",
           closest == NULL ? "one of those in data/README.md" : closest,
           closest == NULL ? "" : "'");
  complain(fault, "unknown figure", name, expected);
  return false;
}

/* NAME:WORD:WORD... in text[0..length). */
static bool parse_term(const char *text, size_t length, term *parsed, rift_implied_fault *fault) {
  char name[WORD_SIZE] = "";
  size_t part = 0;
  size_t filled = 0;
  memset(parsed, 0, sizeof *parsed);
  for (size_t i = 0; i < length; i++) {
    char *target = part == 0 ? name : (part <= WORDS_MAX ? parsed->words[part - 1] : NULL);
    if (text[i] == ':') {
      part++;
      filled = 0;
    } else if (target != NULL && filled + 1 < WORD_SIZE) {
      target[filled++] = text[i];
      target[filled] = '\0';
    }
  }
  parsed->count = part;
  for (parsed->figure = 0; parsed->figure < FIGURES; parsed->figure++) {
    if (strcmp(figures[parsed->figure].name, name) == 0) {
      break;
    }
  }
  if (parsed->figure == FIGURES) {
    return name_unknown(fault, name);
  }
  const char *words = figures[parsed->figure].words;
  size_t needed = strcspn(words, " ");
  size_t most = strlen(words) - (words[needed] == ' ');
  if (part < needed || part > most) {
    complain(fault, "the wrong number of words in", text, figures[parsed->figure].form);
    return false;
  }
  return true;
}

static bool mark_users(query *q, const char *word) {
  size_t S = q->economy->sector_count;
  size_t C = q->economy->category_count;
  size_t category = rift_names_find(&q->economy->categories, word, strlen(word));
  bool final = strcmp(word, "final") == 0;
  bool all = strcmp(word, "all") == 0;
  for (size_t c = 0; c < C; c++) {
    q->is.users[S + c] = all || final || c == category;
  }
  memset(q->is.users, 0, S * sizeof(bool));
  if (final || category != RIFT_NOT_FOUND) {
    return true;
  }
  return rift_mark_sectors(q->classes, q->economy,
                           strcmp(word, "intermediate") == 0 ? "all" : word, q->is.users);
}

static bool mark_partners(query *q, const char *word, bool apart) {
  q->partner_given = true;
  memset(q->is.partners, 0, q->economy->region_count * sizeof(bool));
  if (!rift_mark_regions(q->economy, word, q->is.partners)) {
    return false;
  }
  for (size_t r = 0; r < q->economy->region_count && apart; r++) {
    q->is.partners[r] = q->is.partners[r] && !q->is.regions[r];
  }
  return true;
}

static bool mark_category(query *q, const char *word) {
  size_t S = q->economy->sector_count;
  size_t category = rift_names_find(&q->economy->categories, word, strlen(word));
  memset(q->is.users, 0, S * sizeof(bool));
  for (size_t c = 0; c < q->economy->category_count; c++) {
    q->is.users[S + c] = c == category || strcmp(word, "all") == 0;
  }
  return category != RIFT_NOT_FOUND || strcmp(word, "all") == 0;
}

static bool mark_word(query *q, char kind, const char *word) {
  switch (kind) {
    case 'R':
      memset(q->is.regions, 0, q->economy->region_count * sizeof(bool));
      return rift_mark_regions(q->economy, word, q->is.regions);
    case 'S':
      memset(q->is.sectors, 0, q->economy->sector_count * sizeof(bool));
      return rift_mark_sectors(q->classes, q->economy, word, q->is.sectors);
    case 'U':
      return mark_users(q, word);
    case 'C':
      return mark_category(q, word);
    default:
      return mark_partners(q, word, kind == 'P');
  }
}

/* What is not named is all: every sector, every user, everybody else. */
static bool mark(query *q, const term *parsed, rift_implied_fault *fault) {
  static const char kinds[] = "RPESUC";
  static const char *const expected[] = {"a region or group",
                                         "a partner: a region or group",
                                         "a region or group",
                                         "a sector, class or group",
                                         "a user: a sector, class or group, or final demand",
                                         "a category of final demand"};
  const char *words = figures[parsed->figure].words;
  rift_mark_regions(q->economy, "all", q->is.anywhere);
  mark_word(q, 'S', "all");
  mark_word(q, words[1] == ' ' && words[2] == 'C' ? 'C' : 'U', "all");
  for (size_t i = 0, at = 0; i < parsed->count; i++, at++) {
    at += words[at] == ' ';
    if (!mark_word(q, words[at], parsed->words[i])) {
      complain(fault, "unknown", parsed->words[i],
               expected[strchr(kinds, words[at]) - kinds]);
      return false;
    }
  }
  if (!q->partner_given) {
    for (size_t r = 0; r < q->economy->region_count; r++) {
      q->is.partners[r] = !q->is.regions[r];
    }
  }
  return true;
}

static rift_status compute_term(query *q, const char *text, size_t length, double *value,
                                rift_implied_fault *fault) {
  const rift_economy *e = q->economy;
  term parsed;
  if (!parse_term(text, length, &parsed, fault)) {
    return RIFT_INVALID;
  }
  q->status = RIFT_OK;
  q->partner_given = false;
  q->is = (marks){.regions = rift_allocate(e->region_count, sizeof(bool)),
                  .partners = rift_allocate(e->region_count, sizeof(bool)),
                  .sectors = rift_allocate(e->sector_count, sizeof(bool)),
                  .users = rift_allocate(e->sector_count + e->category_count, sizeof(bool)),
                  .anywhere = rift_allocate(e->region_count, sizeof(bool))};
  if (q->is.regions == NULL || q->is.partners == NULL || q->is.sectors == NULL ||
      q->is.users == NULL || q->is.anywhere == NULL) {
    q->status = rift_error_memory(q->error, 0);
  } else if (!mark(q, &parsed, fault)) {
    q->status = RIFT_INVALID;
  } else {
    *value = figures[parsed.figure].compute(q);
  }
  free(q->is.regions);
  free(q->is.partners);
  free(q->is.sectors);
  free(q->is.users);
  free(q->is.anywhere);
  return q->status;
}

rift_status rift_implied_compute(const rift_economy *economy, const rift_sector_classes *classes,
                                 const char *text, double *value, rift_implied_fault *fault,
                                 rift_error *error) {
  query q = {.economy = economy, .classes = classes, .error = error};
  const char *slash = strstr(text, " / ");
  size_t length = slash == NULL ? strlen(text) : (size_t)(slash - text);
  double divisor = 1;
  fault->message[0] = '\0';
  rift_status status = compute_term(&q, text, length, value, fault);
  if (status == RIFT_OK && slash != NULL) {
    status = compute_term(&q, slash + 3, strlen(slash + 3), &divisor, fault);
    *value = status == RIFT_OK ? *value / divisor : 0;
  }
  if (status == RIFT_OK && !isfinite(*value)) {
    complain(fault, "the economy has no value for", text,
             "a figure whose parts are known and whose divisor is not zero");
    return RIFT_INVALID;
  }
  return status;
}
