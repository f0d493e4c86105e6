# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

# spoolscope_test(tst_x SOURCES... [LIBRARIES ...] [LABELS ...] [TIMEOUT s]): a QtTest program.
function(spoolscope_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "LIBRARIES;LABELS")
    qt_add_executable(${name} ${name}.cpp ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE spoolscope_core Qt6::Test ${arg_LIBRARIES})
    target_compile_definitions(${name} PRIVATE
        SPOOLSCOPE_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
        SPOOLSCOPE_LAB_PROGRAM="${CMAKE_SOURCE_DIR}/tests/lab/lab")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    # Ctest is the one to judge how long is too long: QtTest would end a function after five minutes,
    # which a busy machine can need for the tests on mail hosts.
    math(EXPR function_timeout "${arg_TIMEOUT} * 1000")
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT QTEST_FUNCTION_TIMEOUT=${function_timeout})
endfunction()
