/* The files of requirements and profiles: what is refused, where, and that code and files name the same ids. */
#include "oracle_support.h"

#include <stdlib.h>

#define SOURCES "source S | documented | the page\nsource K | measured | a driver\nsource V | inferred | others\n"

struct bad_file {
  const char *text;
  size_t line;
  const char *message;
};

static const struct bad_file bad_requirements[] = {
    {"", 0, "no requirement in the file"},
    {"# only\n\n  # comments\n", 3, "no requirement in the file"},
    {"A | documented | S\n", 1, "a requirement has an id"},
    {"A | documented | - | one | more\n", 1, "a requirement has an id"},
    {"A | proven | - | one\n", 1, "expected documented, measured or inferred: 'proven'"},
    {"A | documented | S | one\nsource S | documented | late\n", 1, "no source line before this one has the tag: 'S'"},
    {SOURCES "A | documented | K V | one\n", 4, "the grade is higher than the sources allow: 'A'"},
    {SOURCES "A | measured | V | one\n", 4, "the grade is higher than the sources allow"},
    {SOURCES "A | measured | - | one\n", 4, "the grade is higher than the sources allow"},
    {SOURCES "A | inferred | - | one\n\nA | inferred | - | two\n", 6, "a second requirement with the id: 'A'"},
    {SOURCES "A | inferred | S X | one\n", 4, "'X'"},
    {"source S | documented\n", 1, "a source line has a tag"},
    {"source S | documented | a | b\n", 1, "a source line has a tag"},
    {"source S | likely | a\n", 1, "expected documented, measured or inferred: 'likely'"},
    {"source S | documented | a\n# between\nsource S | measured | b\n", 3, "a second source with the tag: 'S'"},
};

static void bad_requirement_files_are_refused_with_their_line(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT_OF(bad_requirements); i++) {
    const struct bad_file *row = &bad_requirements[i];
    struct requirement_set set;
    struct requirement_error error;

    assert_false(requirement_set_parse(row->text, strlen(row->text), &set, &error));
    if (error.line != row->line || strstr(error.message, row->message) == NULL)
      fail_msg("%s\ngave line %u: %s", row->text, (unsigned)error.line, error.message);
    assert_null(set.requirements);
  }
}

static void a_grade_up_to_the_highest_of_the_sources_is_taken(void **state)
{
  static const char text[] = SOURCES "A | documented | V S | one  two\r\nB | measured | K | b\n\tC | inferred | - | c";
  struct requirement_set set;
  struct requirement_error error;

  (void)state;
  assert_true(requirement_set_parse(text, sizeof text - 1, &set, &error));
  assert_int_equal(set.source_count, 3);
  assert_int_equal(set.requirement_count, 3);
  assert_string_equal(set.requirements[0].sentence, "one  two");
  assert_string_equal(set.requirements[0].sources, "V S");
  assert_int_equal(requirement_find(&set, "B")->grade, GRADE_MEASURED);
  assert_int_equal(requirement_find(&set, "C")->grade, GRADE_INFERRED);
  assert_null(requirement_find(&set, "D"));
  requirement_set_free(&set);
}

static const struct bad_file bad_profiles[] = {
    {"", 0, "the profile has no title line"},
    {"refuse A\n# end\n", 2, "the profile has no title line"},
    {"title t\nrefuse A NOPE\n", 2, "no such requirement: 'NOPE'"},
    {"title t\nrefuse A\n\naccept B A\n", 4, "a second choice for the requirement: 'A'"},
    {"title t\nhold A A\n", 2, "a second choice"},
    {"title t\nadmit A\n", 2, "admit takes a requirement and a status"},
    {"title t\nadmit A STATUS_NO_MEMORY STATUS_PENDING\n", 2, "admit takes a requirement and a status"},
    {"title t\nadmit NOPE STATUS_NO_MEMORY\n", 2, "no such requirement: 'NOPE'"},
    {"title t\nadmit A STATUS_NOPE\n", 2, "no such status: 'STATUS_NOPE'"},
    {"title t\nforbid A\n", 2, "expected one title, refuse, accept, hold or admit: 'forbid'"},
    {"title t\ntitle u\n", 2, "expected one title"},
};

static void bad_profiles_are_refused_with_their_line(void **state)
{
  static const char requirements[] = "A | inferred | - | a\nB | inferred | - | b\n";
  struct requirement_set set;
  struct requirement_error error;

  (void)state;
  assert_true(requirement_set_parse(requirements, sizeof requirements - 1, &set, &error));
  for (size_t i = 0; i < COUNT_OF(bad_profiles); i++) {
    const struct bad_file *row = &bad_profiles[i];
    struct profile profile;

    assert_false(profile_parse(row->text, strlen(row->text), &set, &profile, &error));
    if (error.line != row->line || strstr(error.message, row->message) == NULL)
      fail_msg("%s\ngave line %u: %s", row->text, (unsigned)error.line, error.message);
    assert_null(profile.choices);
  }
  requirement_set_free(&set);
}

static void a_profile_keeps_its_choices(void **state)
{
  static const char requirements[] = "A | inferred | - | a\nB | inferred | - | b\nC | inferred | - | c\n"
                                     "D | inferred | - | d\n";
  static const char text[] = "title  Its  title \naccept A\nrefuse B\nhold C\nadmit D STATUS_NO_MEMORY\n"
                             "admit D UNSUCCESSFUL";
  struct requirement_set set;
  struct requirement_error error;
  struct profile profile;

  (void)state;
  assert_true(requirement_set_parse(requirements, sizeof requirements - 1, &set, &error));
  assert_true(profile_parse(text, sizeof text - 1, &set, &profile, &error));
  assert_string_equal(profile.title, "Its  title");
  assert_int_equal(profile_choice(&profile, &set.requirements[0]), CHOICE_ACCEPT);
  assert_int_equal(profile_choice(&profile, &set.requirements[1]), CHOICE_REFUSE);
  assert_int_equal(profile_choice(&profile, &set.requirements[2]), CHOICE_HOLD);
  assert_int_equal(profile_choice(&profile, &set.requirements[3]), CHOICE_OPEN);
  assert_int_equal(profile.admission_count, 2);
  assert_int_equal(profile.admissions[1].status, STATUS_UNSUCCESSFUL);
  profile_free(&profile);
  requirement_set_free(&set);
}

static const char *const ids[] = {
#define ORACLE_FAULT(class, offer, reclaim, status, situation) offer, reclaim,
#include "oracle/faults.def"
#undef ORACLE_FAULT
#define ORACLE_RULE(rule, requirement) requirement,
#include "oracle/rules.def"
#undef ORACLE_RULE
};

static void every_id_in_the_code_is_a_requirement(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT_OF(ids); i++)
    if (ids[i] != NULL && requirement_find(scene_requirements(), ids[i]) == NULL)
      fail_msg("%s is no requirement", ids[i]);
}

static void every_requirement_has_code(void **state)
{
  const struct requirement_set *set = scene_requirements();

  (void)state;
  for (size_t i = 0; i < set->requirement_count; i++)
    if (!oracle_knows(set->requirements[i].id))
      fail_msg("nothing judges %s", set->requirements[i].id);
  assert_false(oracle_knows("OFR-RET-99"));
  assert_false(oracle_knows(""));
}

static void an_oracle_names_the_requirement_that_it_lacks(void **state)
{
  static const char text[] = "OFR-PTR-01 | inferred | - | a\n";
  struct requirement_set set;
  struct requirement_error error;
  struct profile profile = {NULL, NULL, 0, NULL, 0};
  const char *missing;

  (void)state;
  assert_true(requirement_set_parse(text, sizeof text - 1, &set, &error));
  assert_null(oracle_create(&set, &profile, &missing));
  assert_string_equal(missing, "OFR-PTR-02");
  requirement_set_free(&set);
}

static void the_contract_alone_has_no_choices(void **state)
{
  (void)state;
  assert_int_equal(scene_profile(DDI)->choice_count, 0);
  assert_int_equal(scene_profile(DDI)->admission_count, 0);
}

static void statuses_are_named_where_they_have_a_name(void **state)
{
  char text[64];
  int length = oracle_status_text(STATUS_DEVICE_REMOVED, text, sizeof text);

  (void)state;
  assert_int_equal(length, strlen(text));
  assert_string_equal(text, "STATUS_DEVICE_REMOVED (0xC00002B6)");
  oracle_status_text((NTSTATUS)0xC0000011, text, sizeof text);
  assert_string_equal(text, "0xC0000011");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bad_requirement_files_are_refused_with_their_line),
      cmocka_unit_test(a_grade_up_to_the_highest_of_the_sources_is_taken),
      cmocka_unit_test(bad_profiles_are_refused_with_their_line),
      cmocka_unit_test(a_profile_keeps_its_choices),
      cmocka_unit_test(every_id_in_the_code_is_a_requirement),
      cmocka_unit_test(every_requirement_has_code),
      cmocka_unit_test(an_oracle_names_the_requirement_that_it_lacks),
      cmocka_unit_test(the_contract_alone_has_no_choices),
      cmocka_unit_test(statuses_are_named_where_they_have_a_name),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
