# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What every target of ours is built with; linked as spoolscope_options, nothing is global.
add_library(spoolscope_options INTERFACE)
target_compile_features(spoolscope_options INTERFACE cxx_std_23)
target_include_directories(spoolscope_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(spoolscope_options INTERFACE
    -Wall -Wextra -Wpedantic -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor
    -Wformat=2 -Werror=format-security -fstack-protector-strong)
target_compile_definitions(spoolscope_options INTERFACE
    SPOOLSCOPE_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_NO_CONTEXTLESS_CONNECT QT_DISABLE_DEPRECATED_UP_TO=0x060800)
target_link_options(spoolscope_options INTERFACE -Wl,-z,relro,-z,now)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(spoolscope_options INTERFACE -fpch-preprocess) # for ccache
endif()
if(SPOOLSCOPE_WERROR)
    target_compile_options(spoolscope_options INTERFACE -Werror)
endif()
if(SPOOLSCOPE_FUZZ)
    target_compile_options(spoolscope_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(SPOOLSCOPE_SANITIZE)
    # GCC takes the sanitizers' own branches for ways to skip an initialization.
    target_compile_options(spoolscope_options INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
        -fsanitize=${SPOOLSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(spoolscope_options INTERFACE -fsanitize=${SPOOLSCOPE_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_definitions(spoolscope_options INTERFACE _FORTIFY_SOURCE=2)
endif()
