# attack: the scripts that interrupt, divide and forge, on the whole suite and at length; minutes, so none of the tests.
set(attack_folder "${PROJECT_BINARY_DIR}/scratch/attack")
file(MAKE_DIRECTORY "${attack_folder}")
set(OFFERCHECK_ATTACK_SEED 1 CACHE STRING "What the moments and the bytes that 'attack' chooses follow from")

# offercheck_attack(<variable> <script> <setting>...): the command that runs the script so.
function(offercheck_attack variable script)
  set(${variable} COMMAND "${CMAKE_COMMAND}" -E env ${ARGN}
    sh "${tests_folder}/test_${script}.sh" $<TARGET_FILE:offercheck> "${PROJECT_SOURCE_DIR}" "${attack_folder}/${script}"
    PARENT_SCOPE)
endfunction()

offercheck_attack(attack_resume cli_resume RESUME_KILLS=20 RESUME_FILTER= "RESUME_SEED=${OFFERCHECK_ATTACK_SEED}")
offercheck_attack(attack_merge cli_merge MERGE_ALL=7)
offercheck_attack(attack_verify cli_verify
  VERIFY_CHANGES=1000 VERIFY_CHANGES_LARGER=200 "VERIFY_SEED=${OFFERCHECK_ATTACK_SEED}")
add_custom_target(attack ${attack_resume} ${attack_merge} ${attack_verify}
  COMMENT "Interrupting, dividing and forging runs"
  USES_TERMINAL VERBATIM)
add_dependencies(attack offercheck offercheck-defects ${targets})
