# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What nearly every test includes: to read it is more than half of the time to build one. Headers can
# be shared within a directory only, as Qt tells each test where it lies, and among programs with the
# same modules of Qt.
function(spoolscope_share_test_headers name)
    if("Qt6::Network" IN_LIST ARGN) # QTest has more for it, and only one test wants it
        return()
    endif()
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME owner)
    set(headers <QTest> <QSignalSpy> <QTemporaryDir>)
    set(libraries spoolscope_core Qt6::Test)
    if("spoolscope_ui" IN_LIST ARGN)
        string(APPEND owner _widget)
        list(APPEND headers <QApplication> <QMainWindow> <QTreeView>)
        list(APPEND libraries spoolscope_ui)
    endif()
    string(APPEND owner _testheaders)
    if(NOT TARGET ${owner})
        qt_add_executable(${owner} ${CMAKE_SOURCE_DIR}/tests/testheaders.cpp)
        target_link_libraries(${owner} PRIVATE ${libraries})
        target_precompile_headers(${owner} PRIVATE ${headers}
            <algorithm> <chrono> <expected> <functional> <memory> <mutex> <optional> <span>
            <stop_token> <thread> <vector>)
    endif()
    target_precompile_headers(${name} REUSE_FROM ${owner})
endfunction()

# spoolscope_test(tst_x SOURCES... [LIBRARIES ...] [LABELS ...] [TIMEOUT s]): a QtTest program.
function(spoolscope_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "LIBRARIES;LABELS")
    qt_add_executable(${name} ${name}.cpp ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE spoolscope_core Qt6::Test ${arg_LIBRARIES})
    spoolscope_share_test_headers(${name} ${arg_LIBRARIES})
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
