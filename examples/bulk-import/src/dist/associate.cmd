@echo off
rem Runs associate.jar, which lies beside this script. JAVA_HOME chooses the Java.
setlocal
set "JAVA_EXE=java"
if defined JAVA_HOME set "JAVA_EXE=%JAVA_HOME%\bin\java"
"%JAVA_EXE%" %JAVA_OPTS% -jar "%~dp0associate.jar" %*
exit /b %ERRORLEVEL%
